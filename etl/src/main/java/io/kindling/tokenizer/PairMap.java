package io.kindling.tokenizer;

import java.util.Arrays;

/** A map from a pair of ids to an int, by open addressing: two flat arrays, no objects. */
final class PairMap {
    /** What {@link #get} answers for a pair that isn't there; greater than any value. */
    static final int ABSENT = Integer.MAX_VALUE;

    private static final long EMPTY = -1; // ids aren't negative

    private long[] keys;
    private int[] values;
    private int size;

    PairMap(int expected) {
        allocate(Integer.highestOneBit(Math.max(expected, 8)) * 4);
    }

    int size() {
        return size;
    }

    int get(int left, int right) {
        int slot = slot(key(left, right));
        return keys[slot] == EMPTY ? ABSENT : values[slot];
    }

    /** Puts a value under a pair that isn't there yet. */
    void put(int left, int right, int value) {
        if (size > keys.length / 2) {
            rehash();
        }
        long key = key(left, right);
        int slot = slot(key);
        keys[slot] = key;
        values[slot] = value;
        size++;
    }

    private static long key(int left, int right) {
        return (long) left << 32 | right;
    }

    /** Where the key is or belongs. */
    private int slot(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L; // 2^64 / golden ratio: neighbours land far apart
        int mask = keys.length - 1;
        int slot = (int) (mixed >>> 32) & mask;
        while (keys[slot] != key && keys[slot] != EMPTY) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void rehash() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        allocate(Math.multiplyExact(oldKeys.length, 2));
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != EMPTY) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }

    private void allocate(int capacity) {
        keys = new long[capacity];
        values = new int[capacity];
        Arrays.fill(keys, EMPTY);
    }
}
