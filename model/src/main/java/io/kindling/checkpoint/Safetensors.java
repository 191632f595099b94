package io.kindling.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The safetensors format of Hugging Face, float32 only.
 *
 * <pre>
 *   bytes      content
 *   0–7        N, the header's length: unsigned 64-bit, little-endian, at most 100,000,000
 *   8–(8+N)    JSON, starts with "{", padded with spaces: name → {dtype, shape, data_offsets [from, to)}, and __metadata__
 *   from 8+N   the tensors' bytes, row-major, little-endian, without holes or overlaps, up to the end of the file
 * </pre>
 */
public final class Safetensors {
    private static final int LARGEST_HEADER = 100_000_000;
    private static final String METADATA = "__metadata__";
    private static final int CHUNK = 1 << 14;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Safetensors() {}

    /**
     * A tensor's place in a file.
     *
     * @param from first byte, counted from the end of the header
     */
    public record Entry(String name, List<Long> shape, long from) {
        /** How many elements it has. */
        public long size() {
            return shape.stream().reduce(1L, Math::multiplyExact);
        }
    }

    /** Where a tensor's elements come from, {@code count} at a time and in order. */
    public interface Source {
        void read(float[] into, int count) throws IOException;
    }

    /** Where a tensor's elements go, {@code count} at a time and in order. */
    public interface Sink {
        void write(float[] values, int count) throws IOException;
    }

    /** Chooses what becomes of each tensor; null skips it. */
    public interface Receiver {
        Sink open(Entry entry);
    }

    /** A tensor to write. */
    public record Output(String name, List<Long> shape, Source source) {
        long size() {
            return shape.stream().reduce(1L, Math::multiplyExact);
        }
    }

    /** Writes a whole file, tensors in the order given. */
    public static void write(OutputStream out, List<Output> tensors) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        header.set(METADATA, JSON.createObjectNode().put("format", "pt"));
        long offset = 0;
        for (Output tensor : tensors) {
            ObjectNode entry = header.putObject(tensor.name).put("dtype", "F32");
            tensor.shape.forEach(entry.putArray("shape")::add);
            long end = offset + tensor.size() * Float.BYTES;
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        StringBuilder text = new StringBuilder(JSON.writeValueAsString(header));
        while (text.toString().getBytes(StandardCharsets.UTF_8).length % 8 != 0) {
            text.append(' ');
        }
        byte[] json = text.toString().getBytes(StandardCharsets.UTF_8);
        byte[] length = new byte[Long.BYTES];
        littleEndian(length).putLong(json.length);
        out.write(length);
        out.write(json);
        float[] values = new float[CHUNK];
        byte[] bytes = new byte[CHUNK * Float.BYTES];
        FloatBuffer floats = littleEndian(bytes).asFloatBuffer();
        for (Output tensor : tensors) {
            for (long left = tensor.size(); left > 0; left -= CHUNK) {
                int count = (int) Math.min(CHUNK, left);
                tensor.source.read(values, count);
                floats.put(0, values, 0, count);
                out.write(bytes, 0, count * Float.BYTES);
            }
        }
    }

    /**
     * Reads a whole file and hands each tensor's elements to the sink that {@code receiver} opens for it.
     *
     * @param name of the file, for messages
     * @param length of the file in bytes
     * @throws BadModelException for a file that breaks the format
     */
    public static void read(InputStream in, long length, String name, Receiver receiver) throws IOException {
        float[] values = new float[CHUNK];
        byte[] bytes = new byte[CHUNK * Float.BYTES];
        FloatBuffer floats = littleEndian(bytes).asFloatBuffer();
        for (Entry entry : header(in, length, name)) {
            Sink sink = receiver.open(entry);
            for (long left = entry.size(); left > 0; left -= CHUNK) {
                int count = (int) Math.min(CHUNK, left);
                readFully(in, bytes, count * Float.BYTES, name);
                floats.get(0, values, 0, count);
                if (sink != null) {
                    sink.write(values, count);
                }
            }
        }
    }

    /** The entries in the order of their bytes, checked to fill the file exactly. */
    private static List<Entry> header(InputStream in, long length, String name) throws IOException {
        byte[] prefix = new byte[8];
        readFully(in, prefix, 8, name);
        long size = littleEndian(prefix).getLong();
        if (size < 2 || size > LARGEST_HEADER || size > length - 8) {
            throw new BadModelException(name + ": header length " + Long.toUnsignedString(size)
                    + " must be between 2 and " + Math.min(LARGEST_HEADER, length - 8)
                    + "; this is no safetensors file, or it was cut off");
        }
        byte[] text = in.readNBytes((int) size);
        if (text.length < size || text[0] != '{') {
            throw new BadModelException(name + ": the header must be " + size + " bytes of JSON that start with {");
        }
        List<Entry> entries = entries(text, name);
        long end = 0;
        for (Entry entry : entries) {
            if (entry.from != end) {
                throw new BadModelException(name + ": " + entry.name + " starts at byte " + entry.from
                        + " where the tensor before it ends at " + end + "; holes and overlaps aren't allowed");
            }
            end += entry.size() * Float.BYTES;
        }
        if (8 + size + end != length) {
            throw new BadModelException(name + ": has " + length + " bytes where its header describes "
                    + (8 + size + end) + "; it was cut off or appended to");
        }
        return entries;
    }

    private static List<Entry> entries(byte[] text, String name) throws IOException {
        JsonNode tree;
        try {
            tree = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new BadModelException(name + ": the header isn't JSON: " + e.getOriginalMessage(), e);
        }
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : tree.properties()) {
            if (!field.getKey().equals(METADATA)) {
                entries.add(entry(field.getKey(), field.getValue(), name));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::size));
        return entries;
    }

    private static Entry entry(String tensor, JsonNode node, String name) {
        String type = node.path("dtype").asText();
        if (!type.equals("F32")) {
            throw new BadModelException(name + ": " + tensor + " has dtype " + type + "; only F32 is read");
        }
        JsonNode offsets = node.path("data_offsets");
        List<Long> shape = new ArrayList<>();
        for (JsonNode dimension : node.path("shape")) {
            shape.add(natural(dimension, tensor + ".shape", name));
        }
        if (!node.path("shape").isArray() || offsets.size() != 2) {
            throw new BadModelException(name + ": " + tensor + " must have a shape and two data_offsets");
        }
        long from = natural(offsets.get(0), tensor + ".data_offsets", name);
        long to = natural(offsets.get(1), tensor + ".data_offsets", name);
        try {
            Entry entry = new Entry(tensor, List.copyOf(shape), from);
            if (to - from != Math.multiplyExact(entry.size(), Float.BYTES)) {
                throw new BadModelException(
                        name + ": " + tensor + " " + shape + " doesn't fill its bytes " + from + " to " + to);
            }
            return entry;
        } catch (ArithmeticException e) {
            throw new BadModelException(name + ": " + tensor + " " + shape + " is larger than any file", e);
        }
    }

    private static long natural(JsonNode node, String what, String name) {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.asLong() < 0) {
            throw new BadModelException(
                    name + ": " + what + " holds " + node + " where a whole number from 0 must stand");
        }
        return node.asLong();
    }

    private static void readFully(InputStream in, byte[] into, int count, String name) throws IOException {
        if (in.readNBytes(into, 0, count) < count) {
            throw new BadModelException(name + ": ends early; it was cut off", new EOFException());
        }
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
