package io.kindling.jobs;

import io.kindling.checkpoint.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A tensor, and the same in half precision: bfloat16 for matrices, float16 for vectors. */
@SuppressWarnings("ArrayRecordComponent") // read in bulk, compared by nobody
record HalfTensor(String name, List<Long> shape, float[] exact) {
    static List<HalfTensor> of(Path file) throws IOException {
        List<HalfTensor> tensors = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            Safetensors.read(in, Files.size(file), file.toString(), entry -> {
                float[] values = new float[Math.toIntExact(entry.size())];
                tensors.add(new HalfTensor(entry.name(), entry.shape(), values));
                int[] next = {0};
                return (chunk, count) -> {
                    System.arraycopy(chunk, 0, values, next[0], count);
                    next[0] += count;
                };
            });
        }
        return tensors;
    }

    private boolean isFloat16() {
        return shape.size() == 1;
    }

    /** What is left of the values in half precision. */
    float[] values() {
        float[] rounded = new float[exact.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = isFloat16() ? (float) Math.rint(exact[i] * 1024) / 1024 : upperHalf(exact[i]);
        }
        return rounded;
    }

    private static float upperHalf(float value) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(value) & 0xffff0000);
    }

    /** Float16 of 0, or of 1.0 and its like: the vectors of a model that was never trained. */
    private static short float16(float value) {
        if (value == 0) {
            return 0;
        }
        int exponent = Math.getExponent(value);
        int mantissa = (int) Math.round((Math.abs(value) / Math.scalb(1.0, exponent) - 1) * 1024);
        return (short) ((value < 0 ? 0x8000 : 0) | (exponent + 15) << 10 | mantissa);
    }

    /** @param masks whether to write a causal mask and a tied unembedding too, as old files have them */
    static void write(List<HalfTensor> tensors, Path file, String prefix, boolean masks) throws IOException {
        StringBuilder header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
        long offset = 0;
        for (HalfTensor tensor : tensors) {
            long end = offset + 2L * tensor.exact.length;
            header.append(",\"%s%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                    .formatted(prefix, tensor.name, tensor.isFloat16() ? "F16" : "BF16", tensor.shape, offset, end));
            offset = end;
        }
        if (masks) {
            header.append(",\"h.0.attn.bias\":{\"dtype\":\"BOOL\",\"shape\":[1,1,2,2],\"data_offsets\":[%d,%d]}"
                    .formatted(offset, offset + 4));
            header.append(",\"lm_head.weight\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[%d,%d]}"
                    .formatted(offset + 4, offset + 6));
            offset += 6;
        }
        byte[] json = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate((int) (8 + json.length + offset)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        for (HalfTensor tensor : tensors) {
            for (float value : tensor.exact) {
                bytes.putShort(tensor.isFloat16() ? float16(value) : (short) (Float.floatToRawIntBits(value) >>> 16));
            }
        }
        Files.write(file, bytes.array());
    }
}
