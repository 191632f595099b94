package io.kindling.tokenizer;

/**
 * The ids of the pieces of up to 15 bytes met lately: nearly all pieces in most languages.
 *
 * <p>A piece is its own key: its bytes fill two longs, with its length in the last byte, so {@code " the"} is {@code
 * 0x65687420} and {@code 4L << 56}. Its ids fill two more, 20 bits each, with their number at the top of the first; if
 * there are more than six, the second says where in a ring they are. A piece has two places side by side; when both are
 * taken the older one is forgotten. So memory is bounded, at 33 MB, and what is cached never changes a result. For one
 * thread.
 */
final class PieceCache {
    static final int ID_BITS = 20;
    static final int LONGEST_PIECE = 15;

    private static final int SET_BITS = 19; // as many sets
    private static final int ENTRY = 4; // low, high, first three ids, last three
    private static final int SET = 2 * ENTRY;
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

    private final long[] entries = new long[SET << SET_BITS];
    private final int[] longer = new int[1 << 18]; // a ring of the ids of pieces with more of them than fit
    private long longerEnd; // how many were ever written to it
    private long unusedSum; // of what was loaded: without it, the compiler would leave out the loading

    /** The first eight bytes of a piece. */
    static long low(byte[] text, int at, int length) {
        return EightBytes.upTo(text, at) & LOW[length];
    }

    /** The rest of a piece, and its length. */
    static long high(byte[] text, int at, int length) {
        return (EightBytes.upTo(text, at + EightBytes.SIZE) & HIGH[length]) | ((long) length << 56);
    }

    /** Where a piece with this key would be. */
    int set(long low, long high) {
        long mixed = (low ^ (high * 0xC2B2AE3D27D4EB4FL)) * 0x9E3779B97F4A7C15L; // two odd constants of full width
        return (int) (mixed >>> (64 - SET_BITS)) * SET;
    }

    /** Loads the first {@code count} of these sets, as many at a time as the processor can. */
    void load(int[] sets, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += entries[sets[i]] + entries[sets[i] + SET - 1]; // which may lie in the next cache line
        }
        unusedSum = sum;
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
            return findLonger(entries[entry + 3], count, ids, at);
        }
        if (count > 3) {
            unpack(entries[entry + 3], ids, at + 3);
        }
        return count;
    }

    /** Remembers the {@code count} ids from {@code at} of a piece that isn't here. */
    void put(int set, long low, long high, int[] ids, int at, int count) {
        System.arraycopy(entries, set, entries, set + ENTRY, ENTRY); // over the older one
        long more = count > MOST_PACKED ? putLonger(ids, at, count) : pack(ids, at + 3, at + count);
        entries[set] = low;
        entries[set + 1] = high;
        entries[set + 2] = (long) count << (3 * ID_BITS) | pack(ids, at, at + Math.min(count, 3));
        entries[set + 3] = more;
    }

    /** The ids that were written to the ring at a place, unless others have come over them since. */
    private int findLonger(long place, int count, int[] ids, int at) {
        if (place < longerEnd - longer.length) {
            return 0;
        }
        System.arraycopy(longer, (int) (place & (longer.length - 1)), ids, at, count);
        return count;
    }

    private long putLonger(int[] ids, int at, int count) {
        int room = longer.length - (int) (longerEnd & (longer.length - 1));
        long place = room < count ? longerEnd + room : longerEnd; // in one stretch
        System.arraycopy(ids, at, longer, (int) (place & (longer.length - 1)), count);
        longerEnd = place + count;
        return place;
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
