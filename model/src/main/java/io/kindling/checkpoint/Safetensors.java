package io.kindling.checkpoint;

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
import java.util.List;

/**
 * The safetensors format of Hugging Face: float32 is written; float16 and bfloat16 are read too, as the same numbers.
 *
 * <pre>
 *   bytes      content
 *   0–7        N, the header's length: unsigned 64-bit, little-endian, at most 100,000,000, here 16 MiB
 *   8–(8+N)    JSON, starts with "{", padded with spaces: name → {dtype, shape, data_offsets [from, to)}, and __metadata__
 *   from 8+N   the tensors' bytes, row-major, little-endian, without holes or overlaps, up to the end of the file
 * </pre>
 */
public final class Safetensors {
    private static final int LARGEST_HEADER = 1 << 24;
    private static final String METADATA = "__metadata__";
    private static final int CHUNK = 1 << 14;
    private static final JsonMapper JSON = new JsonMapper();

    private Safetensors() {}

    /**
     * A tensor's place in a file.
     *
     * @param type how its numbers lie there
     * @param from first byte, counted from the end of the header
     */
    public record Entry(String name, NumberType type, List<Long> shape, long from) {
        /** How many elements it has. */
        public long size() {
            return shape.stream().reduce(1L, Math::multiplyExact);
        }

        /** The byte after its last. */
        long to() {
            return from + size() * type.bytes();
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
        ByteBuffer buffer = littleEndian(bytes);
        for (Entry entry : header(in, length, name)) {
            Sink sink = receiver.open(entry);
            for (long left = entry.size(); left > 0; left -= CHUNK) {
                int count = (int) Math.min(CHUNK, left);
                readFully(in, bytes, count * entry.type.bytes(), name);
                entry.type.read(buffer, values, count);
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
                    + " must be between 2 and " + Math.max(2, Math.min(LARGEST_HEADER, length - 8))
                    + "; this is no safetensors file, or it was cut off");
        }
        byte[] text = in.readNBytes((int) size);
        if (text.length < size || text[0] != '{') {
            throw new BadModelException(name + ": the header must be " + size + " bytes of JSON that start with {");
        }
        List<Entry> entries = SafetensorsHeader.parse(text, name);
        long end = entries.isEmpty() ? 0 : entries.get(entries.size() - 1).to();
        if (8 + size + end != length) {
            throw new BadModelException(name + ": has " + length + " bytes where its header describes "
                    + (8 + size + end) + "; it was cut off or appended to");
        }
        return entries;
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
