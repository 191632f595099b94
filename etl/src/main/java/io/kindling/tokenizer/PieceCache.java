package io.kindling.tokenizer;

/**
 * The ids of the pieces of up to 15 bytes met lately: nearly all pieces in most languages.
 *
 * <p>A piece is its own key: its bytes fill two longs, with its length in the last byte, so {@code " the"} is {@code
 * 0x65687420} and {@code 4L << 56}. Its ids fill two more, 20 bits each, with their number at the top of the first; if
 * there are more than six, the second says where in a ring they are. A piece has two entries side by side where it may be, a
 * cache line of most processors; when both are taken the older one is forgotten. So memory is bounded, at 33 MB, and what is
 * cached never changes a result. For one thread.
 *
 * <p>All this is larger than a processor's nearest caches, and a place in memory is waited for longer than it takes to encode a
 * piece. So pieces are looked up a batch at a time, in loops so short that the processor asks memory for dozens of
 * places at once, and that the compiler keeps in registers what they need.
 */
final class PieceCache {
    static final int ID_BITS = 20;
    static final int LONGEST_PIECE = 15;

    private static final int SET_BITS = 19; // as many sets
    private static final int ENTRY = 4; // low, high, first three ids, last three
    private static final int SET = 2 * ENTRY;
    private static final int ID_MASK = (1 << ID_BITS) - 1;
    private static final int FEW = 3;
    private static final int MOST_PACKED = 2 * FEW;
    private static final int NOT_HERE = -1;

    /**
     * Where the first set begins: with the 16 bytes before an array's first element, at its second cache line. Java aligns no
     * array to cache lines, but G1 gives one of this size a region of its own.
     */
    private static final int FIRST_SET = 6;

    /** By the length of a piece, which of its first eight bytes and of the next are its own; of longer ones, none. */
    private static final long[] LOW = new long[LONGEST_PIECE + 2];

    private static final long[] HIGH = new long[LONGEST_PIECE + 2];

    static {
        for (int length = 1; length <= LONGEST_PIECE; length++) {
            LOW[length] = -1L >>> (64 - 8 * Math.min(length, 8));
            HIGH[length] = length > 8 ? -1L >>> (128 - 8 * length) : 0;
        }
    }

    private final long[] entries = new long[FIRST_SET + (SET << SET_BITS)];
    private final int[] longer = new int[1 << 18]; // a ring of the ids of pieces with more of them than fit
    private long longerEnd; // how many were ever written to it
    private long unusedSum; // of what was loaded: without it, the compiler would leave out the loading

    // The pieces of the batch: their keys, where they would be, and where they are.
    private final long[] lows;
    private final long[] highs;
    private final int[] sets;
    private final int[] found;
    private int pieces;
    private int missing;

    /** @param mostPieces of a batch */
    PieceCache(int mostPieces) {
        lows = new long[mostPieces];
        highs = new long[mostPieces];
        sets = new int[mostPieces];
        found = new int[mostPieces];
    }

    /**
     * Looks up {@code count} pieces, one right after the other.
     *
     * @param from where the first begins
     * @param ends where each ends
     */
    void lookUp(byte[] text, int from, int[] ends, int count) {
        pieces = count;
        keys(text, from, ends, count, lows, highs, sets);
        unusedSum = load(entries, sets, count);
        find(entries, sets, lows, highs, count, found);
    }

    /**
     * Writes the ids of the pieces from the {@code first} on, up to one that isn't here: {@link #missing} says which.
     *
     * @param ids has room for {@link #LONGEST_PIECE} of each
     * @param at where to write
     * @return where they end
     */
    int write(int first, int[] ids, int at) {
        int[] places = found;
        long[] table = entries;
        int end = at;
        int piece = first;
        for (; piece < pieces; piece++) {
            int entry = places[piece];
            if (entry == NOT_HERE) {
                break;
            }
            long packed = table[entry + 2];
            unpack(packed, ids, end); // always three, as asking would cost more
            int count = (int) (packed >>> (FEW * ID_BITS));
            if (count > FEW && !writeMore(table[entry + 3], count, ids, end)) {
                break;
            }
            end += count;
        }
        missing = piece;
        return end;
    }

    /** The piece before which {@link #write} has stopped; if there was none, how many pieces there are. */
    int missing() {
        return missing;
    }

    /** Remembers the {@code count} ids from {@code at} of a piece that isn't here. */
    void put(int piece, int[] ids, int at, int count) {
        int set = sets[piece];
        System.arraycopy(entries, set, entries, set + ENTRY, ENTRY); // over the older one
        long more = count > MOST_PACKED ? putLonger(ids, at, count) : pack(ids, at + FEW, at + count);
        entries[set] = lows[piece];
        entries[set + 1] = highs[piece];
        entries[set + 2] = (long) count << (FEW * ID_BITS) | pack(ids, at, at + Math.min(count, FEW));
        entries[set + 3] = more;
        for (int later = piece + 1; later < pieces; later++) {
            if (sets[later] == set) {
                found[later] = entry(entries, set, lows[later], highs[later]);
            }
        }
    }

    private static void keys(byte[] text, int from, int[] ends, int count, long[] lows, long[] highs, int[] sets) {
        int start = from;
        for (int piece = 0; piece < count; piece++) {
            int length = Math.min(ends[piece] - start, LONGEST_PIECE + 1);
            long low = EightBytes.upTo(text, start) & LOW[length];
            long high = (EightBytes.upTo(text, start + EightBytes.SIZE) & HIGH[length]) | ((long) length << 56);
            lows[piece] = low;
            highs[piece] = high;
            sets[piece] = set(low, high);
            start = ends[piece];
        }
    }

    /** Where a piece with this key would be. */
    static int set(long low, long high) {
        long mixed = (low ^ (high * 0xC2B2AE3D27D4EB4FL)) * 0x9E3779B97F4A7C15L; // two odd constants of full width
        return (int) (mixed >>> (64 - SET_BITS)) * SET + FIRST_SET;
    }

    private static long load(long[] entries, int[] sets, int count) {
        long sum = 0;
        for (int piece = 0; piece < count; piece++) {
            sum += entries[sets[piece]];
        }
        return sum;
    }

    private static void find(long[] entries, int[] sets, long[] lows, long[] highs, int count, int[] found) {
        for (int piece = 0; piece < count; piece++) {
            found[piece] = entry(entries, sets[piece], lows[piece], highs[piece]);
        }
    }

    private static int entry(long[] entries, int set, long low, long high) {
        long differs = (entries[set] ^ low) | (entries[set + 1] ^ high);
        int entry = set + ((int) ((differs | -differs) >>> 63) << 2); // no branch: either entry is as likely
        return entries[entry] == low && entries[entry + 1] == high ? entry : NOT_HERE;
    }

    /** The fourth id and those that follow; false if others have come over them since. */
    private boolean writeMore(long more, int count, int[] ids, int at) {
        if (count <= MOST_PACKED) {
            unpack(more, ids, at + FEW);
            return true;
        }
        if (more < longerEnd - longer.length) {
            return false;
        }
        System.arraycopy(longer, (int) (more & (longer.length - 1)), ids, at, count);
        return true;
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
