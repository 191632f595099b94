package io.kindling.jobs.page;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers as bytes, little-endian, for the typed arrays of a page. */
final class PackedNumbers {
    private PackedNumbers() {}

    static byte[] of(float[] values) {
        byte[] bytes = new byte[Math.multiplyExact(values.length, Float.BYTES)];
        littleEndian(bytes).asFloatBuffer().put(values);
        return bytes;
    }

    static byte[] of(int[] values) {
        byte[] bytes = new byte[Math.multiplyExact(values.length, Integer.BYTES)];
        littleEndian(bytes).asIntBuffer().put(values);
        return bytes;
    }

    static byte[] of(short[] values) {
        byte[] bytes = new byte[Math.multiplyExact(values.length, Short.BYTES)];
        littleEndian(bytes).asShortBuffer().put(values);
        return bytes;
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * A weight in [0, 1] in one byte: 255·√w, so that small ones keep their measure. 1 % is 25.5, stored as 26, which reads as
     * 1.04 %; the page divides each row by its sum.
     */
    static byte weight(double weight) {
        return (byte) Math.round(255 * Math.sqrt(weight));
    }

    /**
     * Writes {@code vector} in signed bytes, its largest element as ±127.
     *
     * @return what a byte of 1 stands for
     */
    static float signed(float[] vector, byte[] into, int at) {
        float largest = 0;
        for (float value : vector) {
            largest = Math.max(largest, Math.abs(value));
        }
        float unit = largest / 127;
        for (int i = 0; i < vector.length; i++) {
            into[at + i] = (byte) (unit == 0 ? 0 : Math.round(vector[i] / unit));
        }
        return unit;
    }
}
