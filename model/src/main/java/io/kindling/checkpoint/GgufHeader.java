package io.kindling.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Bytes of a GGUF file's beginning, as they come together. */
final class GgufHeader {
    private static final int UINT32 = 4;
    private static final int INT32 = 5;
    private static final int FLOAT32 = 6;
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    private static final int NORMAL = 1;
    private static final int CONTROL = 3;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int count;

    void text(String key, String value) {
        key(key, STRING);
        string(value);
    }

    void number(String key, int value) {
        key(key, UINT32);
        u32(value);
    }

    void real(String key, float value) {
        key(key, FLOAT32);
        u32(Float.floatToIntBits(value));
    }

    void texts(String key, List<String> values) {
        key(key, ARRAY);
        u32(STRING);
        u64(values.size());
        values.forEach(this::string);
    }

    /** All of them normal but one, which stands for no text. */
    void tokenTypes(String key, int tokens, int control) {
        key(key, ARRAY);
        u32(INT32);
        u64(tokens);
        for (int id = 0; id < tokens; id++) {
            u32(id == control ? CONTROL : NORMAL);
        }
    }

    private void key(String key, int type) {
        string(key);
        u32(type);
        count++;
    }

    void string(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        u64(utf8.length);
        bytes(utf8);
    }

    void u32(int value) {
        bytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    void u64(long value) {
        bytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    void bytes(byte[] some) {
        bytes.writeBytes(some);
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** Values that have a key. */
    int count() {
        return count;
    }
}
