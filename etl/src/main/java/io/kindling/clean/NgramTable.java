package io.kindling.clean;

import java.util.Arrays;

/** Counts of 64-bit hashes, with open addressing; emptied without giving its memory back. */
final class NgramTable {
    private static final long STEP = 0x9e3779b97f4a7c15L;

    private long[] keys = new long[2048];
    private int[] counts = new int[2048];
    private int shift;

    /** Empties it and makes room. */
    void clear(int entries) {
        int bits = 64 - Long.numberOfLeadingZeros(Math.max(16, 2L * entries) - 1);
        int capacity = Math.toIntExact(1L << bits);
        if (capacity > keys.length) {
            keys = new long[capacity];
            counts = new int[capacity];
        } else {
            Arrays.fill(counts, 0, capacity, 0);
        }
        shift = 64 - bits;
    }

    /** Counts one more and returns how many there are now. */
    int add(long key) {
        int mask = (1 << (64 - shift)) - 1;
        int slot = (int) ((key * STEP) >>> shift);
        while (counts[slot] > 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        keys[slot] = key;
        return ++counts[slot];
    }
}
