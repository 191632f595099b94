package io.kindling.clean;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Hashes of 64 bits: fast, the same on every machine, and safe against accidents but not against attacks. */
final class Hash64 {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long STEP = 0x9e3779b97f4a7c15L;

    private Hash64() {}

    /** MurmurHash3's last step: every bit of the value changes about half of the bits of the result. */
    static long mix(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    /** Adds a value to the hash of those before it; their order matters. */
    static long combine(long hash, long value) {
        return mix(hash * STEP + value);
    }

    /** The hash of bytes, eight at a time. */
    static long of(byte[] bytes) {
        long hash = bytes.length;
        int at = 0;
        for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
            hash = (hash ^ (long) LONG.get(bytes, at)) * STEP;
            hash ^= hash >>> 32;
        }
        for (; at < bytes.length; at++) {
            hash = (hash ^ bytes[at]) * STEP;
        }
        return mix(hash);
    }
}
