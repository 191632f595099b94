package io.kindling.jobs.parallel;

import io.kindling.kernels.Int8Block;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/**
 * How a vector travels to someone who has one near it already: replicas send where they arrived to those who know where
 * they began, and hear of the new parameters while they hold the old ones. Everyone sums and works in float32 or wider;
 * only what travels is narrow.
 *
 * <p>Bytes are little-endian. The narrow formats round to the nearest, ties to even: cutting digits off would bias a mean.
 */
public enum WireFormat {
    /** The vector itself, exactly: 4 bytes a number. */
    FLOAT32 {
        @Override
        byte[] encode(float[] known, float[] vector) {
            byte[] bytes = new byte[Math.multiplyExact(vector.length, Float.BYTES)];
            littleEndian(bytes).asFloatBuffer().put(vector);
            return bytes;
        }

        @Override
        void decode(byte[] encoded, int from, float[] stretch, int count) {
            littleEndian(encoded).asFloatBuffer().get(from, stretch, 0, count);
        }
    },

    /** Its difference from the known one as bfloat16, the upper half of a float32: 2 bytes a number, 8 bits precise. */
    BFLOAT16 {
        @Override
        byte[] encode(float[] known, float[] vector) {
            byte[] bytes = new byte[Math.multiplyExact(vector.length, Short.BYTES)];
            ShortBuffer out = littleEndian(bytes).asShortBuffer();
            short[] chunk = new short[CHUNK];
            for (int from = 0; from < vector.length; from += CHUNK) {
                int count = Math.min(CHUNK, vector.length - from);
                for (int i = 0; i < count; i++) {
                    int bits = Float.floatToRawIntBits(vector[from + i] - known[from + i]);
                    chunk[i] = (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
                }
                out.put(chunk, 0, count);
            }
            return bytes;
        }

        @Override
        void decode(byte[] encoded, int from, float[] stretch, int count) {
            ShortBuffer in = littleEndian(encoded).asShortBuffer().position(from);
            short[] chunk = new short[CHUNK];
            for (int start = 0; start < count; start += CHUNK) {
                int length = Math.min(CHUNK, count - start);
                in.get(chunk, 0, length);
                for (int i = 0; i < length; i++) {
                    stretch[start + i] += Float.intBitsToFloat(chunk[i] << 16);
                }
            }
        }
    },

    /**
     * Its difference from the known one as whole numbers, a byte each, times a scale for each 256 of them, an
     * {@link Int8Block}. First the scales as float32, then the numbers.
     */
    INT8 {
        @Override
        byte[] encode(float[] known, float[] vector) {
            int scales = Float.BYTES * blocks(vector.length);
            byte[] bytes = new byte[Math.addExact(scales, vector.length)];
            ByteBuffer out = littleEndian(bytes);
            for (int from = 0; from < vector.length; from += BLOCK) {
                int count = Math.min(BLOCK, vector.length - from);
                out.putFloat(Int8Block.encode(known, vector, from, count, bytes, scales + from));
            }
            return bytes;
        }

        @Override
        void decode(byte[] encoded, int from, float[] stretch, int count) {
            ByteBuffer in = littleEndian(encoded).position(Float.BYTES * (from / BLOCK));
            int numbers = Float.BYTES * scales(encoded.length) + from;
            for (int start = 0; start < count; start += BLOCK) {
                int length = Math.min(BLOCK, count - start);
                Int8Block.add(in.getFloat(), encoded, numbers + start, stretch, start, length);
            }
        }
    };

    /** Numbers that are worked on at a time, while they are near. */
    static final int CHUNK = 1 << 12;

    /** Numbers that share a scale. */
    private static final int BLOCK = 256;

    /** {@code vector} for someone who holds {@code known}, which is as long or longer. */
    abstract byte[] encode(float[] known, float[] vector);

    /**
     * Turns a stretch of the known vector into that of the one that travelled, or as near as the format comes.
     *
     * @param from where in the vector the stretch begins, a multiple of {@link #CHUNK}
     * @param stretch its first {@code count} numbers are changed
     */
    abstract void decode(byte[] encoded, int from, float[] stretch, int count);

    private static int blocks(int length) {
        return (length + BLOCK - 1) / BLOCK;
    }

    /** How many blocks an INT8 vector of so many bytes has: each is a scale and 256 numbers, the last one fewer. */
    private static int scales(int bytes) {
        return (bytes + Float.BYTES + BLOCK - 1) / (Float.BYTES + BLOCK);
    }

    /** How many bytes a vector of so many numbers takes. */
    public long bytes(long numbers) {
        return switch (this) {
            case FLOAT32 -> numbers * Float.BYTES;
            case BFLOAT16 -> numbers * Short.BYTES;
            case INT8 -> numbers + (numbers + BLOCK - 1) / BLOCK * Float.BYTES;
        };
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
