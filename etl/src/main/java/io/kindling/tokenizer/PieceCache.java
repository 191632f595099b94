package io.kindling.tokenizer;

import java.util.Arrays;

/**
 * The ids of the pieces of up to 15 bytes met lately: nearly all pieces in most languages.
 *
 * <p>A piece is its own key: its bytes fill two longs, with its length in the last byte, so {@code " the"} is {@code
 * 0x65687420} and {@code 4L << 56}. Its ids fill two more, 20 bits each, with their number at the top of the first; if
 * there are more than six, the second says where they are. A piece has two places, which share a cache line; when both
 * are taken the older one is forgotten. So memory is bounded, at 8 MB, and what is cached never changes a result. For
 * one thread.
 */
final class PieceCache {
    static final int ID_BITS = 20;
    static final int LONGEST_PIECE = 15;

    private static final int SET_BITS = 17; // as many sets
    private static final int ENTRY = 4; // low, high, first three ids, last three
    private static final int SET = 2 * ENTRY;
    private static final int LINE = 6; // with the header of an array, so many longs fill a cache line
    private static final int ID_MASK = (1 << ID_BITS) - 1;
    private static final int MOST_PACKED = 6;

    /** By the length of a piece, which of its first eight bytes and of the next are its own. */
    private static final long[] LOW = new long[LONGEST_PIECE + 1];

    private static final long[] HIGH = new long[LONGEST_PIECE + 1];

    static {
        for (int length = 1; length <= LONGEST_PIECE; length++) {
            LOW[length] = -1L >>> (64 - 8 * Math.min(length, 8));
            HIGH[length] = length > 8 ? -1L >>> (128 - 8 * length) : 0;
        }
    }

    private final long[] entries = new long[LINE + (SET << SET_BITS)];
    private final int[] longer = new int[1 << 16]; // ids of pieces with more of them than fit
    private int longerSize;

    /** The first eight bytes of a piece; {@code text} must go on for sixteen from {@code at}. */
    static long low(byte[] text, int at, int length) {
        return EightBytes.at(text, at) & LOW[length];
    }

    /** The rest of a piece, and its length. */
    static long high(byte[] text, int at, int length) {
        return (EightBytes.at(text, at + EightBytes.SIZE) & HIGH[length]) | ((long) length << 56);
    }

    /** Where a piece with this key would be. */
    int set(long low, long high) {
        long mixed = (low ^ (high * 0xC2B2AE3D27D4EB4FL)) * 0x9E3779B97F4A7C15L; // two odd constants of full width
        return LINE + (int) (mixed >>> (64 - SET_BITS)) * SET;
    }

    /** Loads a set without waiting for it; the result says nothing. */
    long touch(int set) {
        return entries[set];
    }

    /**
     * Writes the ids of a piece to {@code ids} from {@code at}, where there must be room for {@link #LONGEST_PIECE}.
     *
     * @return their number, or 0 if the piece isn't here
     */
    int find(int set, long low, long high, int[] ids, int at) {
        long differs = (entries[set] ^ low) | (entries[set + 1] ^ high);
        int entry = set + ((int) ((differs | -differs) >>> 63) << 2); // no branch: either place is as likely
        if (entries[entry] != low || entries[entry + 1] != high) {
            return 0;
        }
        long packed = entries[entry + 2];
        unpack(packed, ids, at); // always three, as asking would cost more
        int count = (int) (packed >>> (3 * ID_BITS));
        if (count > MOST_PACKED) {
            System.arraycopy(longer, (int) entries[entry + 3], ids, at, count);
        } else if (count > 3) {
            unpack(entries[entry + 3], ids, at + 3);
        }
        return count;
    }

    /** Remembers the {@code count} ids from {@code at} of a piece that isn't here. */
    void put(int set, long low, long high, int[] ids, int at, int count) {
        System.arraycopy(entries, set, entries, set + ENTRY, ENTRY); // over the older one
        long more = pack(ids, at + 3, at + count);
        if (count > MOST_PACKED) {
            if (longerSize + count > longer.length) {
                Arrays.fill(entries, 0);
                longerSize = 0;
            }
            System.arraycopy(ids, at, longer, longerSize, count);
            more = longerSize;
            longerSize += count;
        }
        entries[set] = low;
        entries[set + 1] = high;
        entries[set + 2] = (long) count << (3 * ID_BITS) | pack(ids, at, at + Math.min(count, 3));
        entries[set + 3] = more;
    }

    private static void unpack(long packed, int[] ids, int at) {
        ids[at] = (int) packed & ID_MASK;
        ids[at + 1] = (int) (packed >>> ID_BITS) & ID_MASK;
        ids[at + 2] = (int) (packed >>> (2 * ID_BITS)) & ID_MASK;
    }

    private static long pack(int[] ids, int from, int to) {
        long packed = 0;
        for (int i = to - 1; i >= from; i--) {
            packed = packed << ID_BITS | ids[i];
        }
        return packed;
    }
}
