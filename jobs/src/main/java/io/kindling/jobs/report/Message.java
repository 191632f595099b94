package io.kindling.jobs.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A protocol buffer being written, field by field: the few kinds of field that an event has. */
final class Message {
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH = 2;
    private static final int FOUR_BYTES = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message add(int field, long value) {
        key(field, VARINT);
        varint(value);
        return this;
    }

    Message add(int field, double value) {
        key(field, EIGHT_BYTES);
        out.writeBytes(buffer(Double.BYTES).putDouble(value).array());
        return this;
    }

    Message add(int field, float value) {
        key(field, FOUR_BYTES);
        out.writeBytes(buffer(Float.BYTES).putFloat(value).array());
        return this;
    }

    Message add(int field, String text) {
        return add(field, text.getBytes(StandardCharsets.UTF_8));
    }

    Message add(int field, Message message) {
        return add(field, message.bytes());
    }

    private Message add(int field, byte[] bytes) {
        key(field, LENGTH);
        varint(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    private void key(int field, int kind) {
        varint(((long) field << 3) | kind);
    }

    /** Seven bits a byte, the lowest first, the highest bit set on all but the last. */
    private void varint(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
