package io.kindling.clean;

import java.io.Serializable;
import java.util.List;

/** The long sequences of words of evaluation sets, as hashes in a table with open addressing, each with its set. */
final class EvaluationNgrams implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int words;
    private final List<String> sets;
    private long[] keys = new long[1 << 12];
    private short[] owners = new short[1 << 12]; // 0 where there is none
    private int size;

    EvaluationNgrams(int words, List<String> sets) {
        this.words = words;
        this.sets = List.copyOf(sets);
    }

    /** Adds those of a text of a set. A text with fewer words has none. */
    void add(int set, byte[] text, Shingles shingles) {
        int count = shingles.read(text);
        if (shingles.words() >= words) {
            for (int index = 0; index < count; index++) {
                add(shingles.hashes()[index], (short) (set + 1));
            }
        }
    }

    private void add(long key, short owner) {
        if (2 * size >= keys.length) {
            grow();
        }
        int slot = slot(key);
        if (owners[slot] == 0) {
            keys[slot] = key;
            owners[slot] = owner;
            size++;
        }
    }

    private void grow() {
        long[] oldKeys = keys;
        short[] oldOwners = owners;
        keys = new long[2 * oldKeys.length];
        owners = new short[keys.length];
        for (int old = 0; old < oldKeys.length; old++) {
            if (oldOwners[old] != 0) {
                int slot = slot(oldKeys[old]);
                keys[slot] = oldKeys[old];
                owners[slot] = oldOwners[old];
            }
        }
    }

    private int slot(long key) {
        int slot = (int) key & (keys.length - 1);
        while (owners[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    int size() {
        return size;
    }

    int words() {
        return words;
    }

    /** How many of a text's sequences occur in evaluation sets, and the first set that has one. */
    Overlap overlap(byte[] text, Shingles shingles) {
        int count = shingles.read(text);
        if (shingles.words() < words) {
            return new Overlap(0, "");
        }
        int shared = 0;
        short first = 0;
        for (int index = 0; index < count; index++) {
            short owner = owners[slot(shingles.hashes()[index])];
            if (owner != 0) {
                shared++;
                first = first == 0 ? owner : first;
            }
        }
        return new Overlap(shared, first == 0 ? "" : sets.get(first - 1));
    }

    /** What a text has in common with evaluation sets. */
    record Overlap(int sequences, String set) {}
}
