package io.kindling.tokenizer;

import java.util.Arrays;

/**
 * The pairs of tokens that BPE replaces by one, in order of rank: a lower rank is merged first.
 *
 * <p>The rank of a pair is found in an open hash table with one long for each pair: its ids, 20 bits each, then its
 * rank, 24 bits. Most pairs that are asked for aren't merged, which a bit for their hash says without a look at the
 * table: for GPT-2, 64 kB that stay in the nearest caches instead of 1 MB that doesn't.
 */
final class Merges {
    /** The rank of a pair that isn't merged; greater than any rank. */
    static final int NONE = (1 << 24) - 1;

    private static final int RANK_BITS = 24;
    private static final long EMPTY = -1; // no rank is NONE

    private final Ids lefts;
    private final Ids rights;
    private final Ids results;
    private long[] table;
    private long[] filter; // four bits a slot, one set by the hash of each pair
    private int shift; // leaves as many bits of a hash as the table has slots

    Merges(int expected) {
        lefts = new Ids(expected);
        rights = new Ids(expected);
        results = new Ids(expected);
        allocate(Integer.highestOneBit(Math.max(expected, 8)) * 4);
    }

    /** Adds the merge of the next rank, of a pair that has none yet. */
    void add(int left, int right, int result) {
        int rank = lefts.size();
        if (rank >= table.length / 2) {
            long[] old = table;
            allocate(old.length * 2);
            for (long entry : old) {
                if (entry != EMPTY) {
                    put(entry);
                }
            }
        }
        put(key(left, right) << RANK_BITS | rank);
        lefts.add(left);
        rights.add(right);
        results.add(result);
    }

    int size() {
        return lefts.size();
    }

    int rank(int left, int right) {
        long key = key(left, right);
        if (!mayHave(hash(key))) {
            return NONE;
        }
        int slot = slot(hash(key));
        while (table[slot] != EMPTY) {
            if (table[slot] >>> RANK_BITS == key) {
                return (int) table[slot] & NONE;
            }
            slot = (slot + 1) & (table.length - 1);
        }
        return NONE;
    }

    int left(int rank) {
        return lefts.get(rank);
    }

    int right(int rank) {
        return rights.get(rank);
    }

    /** The id of the token that the pair becomes. */
    int result(int rank) {
        return results.get(rank);
    }

    private void put(long entry) {
        long hash = hash(entry >>> RANK_BITS);
        filter[bit(hash) >>> 6] |= 1L << bit(hash);
        int slot = slot(hash);
        while (table[slot] != EMPTY) {
            slot = (slot + 1) & (table.length - 1);
        }
        table[slot] = entry;
    }

    private static long key(int left, int right) {
        return (long) left << PieceCache.ID_BITS | right;
    }

    private static long hash(long key) {
        return key * 0x9E3779B97F4A7C15L; // 2^64 / golden ratio: neighbours land far apart
    }

    private int slot(long hash) {
        return (int) (hash >>> shift);
    }

    private boolean mayHave(long hash) {
        return ((filter[bit(hash) >>> 6] >>> bit(hash)) & 1) != 0;
    }

    private int bit(long hash) {
        return (int) (hash >>> (shift - 2));
    }

    private void allocate(int slots) {
        table = new long[slots];
        Arrays.fill(table, EMPTY);
        filter = new long[Math.max(1, slots / 16)];
        shift = Long.numberOfLeadingZeros(slots) + 1;
    }
}
