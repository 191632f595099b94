package io.kindling.checkpoint;

import java.nio.ByteBuffer;

/** How the numbers of a tensor lie in a safetensors file, little-endian. */
public enum NumberType {
    /** IEEE 754 binary32. */
    F32(Float.BYTES) {
        @Override
        void read(ByteBuffer bytes, float[] into, int count) {
            bytes.asFloatBuffer().get(into, 0, count);
        }
    },
    /** IEEE 754 binary16. */
    F16(Short.BYTES) {
        @Override
        void read(ByteBuffer bytes, float[] into, int count) {
            for (int i = 0; i < count; i++) {
                into[i] = half(bytes.getShort(i * Short.BYTES));
            }
        }
    },
    /** The upper half of a binary32. */
    BF16(Short.BYTES) {
        @Override
        void read(ByteBuffer bytes, float[] into, int count) {
            for (int i = 0; i < count; i++) {
                into[i] = Float.intBitsToFloat(bytes.getShort(i * Short.BYTES) << 16);
            }
        }
    },
    /** Bytes: the causal masks of old files; no parameter. */
    U8(1) {
        @Override
        void read(ByteBuffer bytes, float[] into, int count) {
            for (int i = 0; i < count; i++) {
                into[i] = bytes.get(i) & 0xff;
            }
        }
    },
    /** Bytes that are 0 or 1: likewise. */
    BOOL(1) {
        @Override
        void read(ByteBuffer bytes, float[] into, int count) {
            U8.read(bytes, into, count);
        }
    };

    private final int bytes;

    NumberType(int bytes) {
        this.bytes = bytes;
    }

    /** The type of that name, or null if it isn't read. */
    static NumberType of(String name) {
        for (NumberType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return null;
    }

    boolean isFloat() {
        return this != U8 && this != BOOL;
    }

    /** Of one number. */
    int bytes() {
        return bytes;
    }

    /** The first {@code count} numbers of {@code bytes}, exactly. */
    abstract void read(ByteBuffer bytes, float[] into, int count);

    /** One sign bit, five of the exponent with a bias of 15, ten of the mantissa. */
    private static float half(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >> 10) & 0x1f;
        int mantissa = bits & 0x3ff;
        if (exponent == 0) { // zero, or below the normal numbers: mantissa · 2⁻²⁴
            return Float.intBitsToFloat(sign | Float.floatToRawIntBits(mantissa * 0x1p-24f));
        }
        int wide = exponent == 0x1f ? 0xff : exponent - 15 + 127;
        return Float.intBitsToFloat(sign | wide << 23 | mantissa << 13);
    }
}
