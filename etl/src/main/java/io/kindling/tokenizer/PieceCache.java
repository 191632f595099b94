package io.kindling.tokenizer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The ids of the pieces met lately, for pieces of up to 15 bytes that become up to 3 ids: nearly all in most languages.
 *
 * <p>A piece is its own key: its bytes fill two longs, with its length in the last byte, so {@code " the"} is
 * {@code 0x65687420} and {@code 0x04 << 56}. Its ids fill a third, 20 bits each, with their number at the top. A piece has
 * two places; when both are taken the older one is forgotten. So memory is bounded, a hit touches one or two cache lines,
 * and what is cached never changes a result. For one thread.
 */
final class PieceCache {
    static final int ID_BITS = 20;
    static final int LONGEST_PIECE = 15;
    static final int MOST_IDS = 3;

    /** What {@link #find} answers for a piece that isn't there; no packed ids are 0, as their number isn't. */
    static final long ABSENT = 0;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SET_BITS = 14;
    private static final int ENTRY = 3; // low, high, ids
    private static final int SET = 2 * ENTRY;

    private final long[] entries = new long[SET << SET_BITS];

    /** The first eight bytes of a piece, the first one lowest. */
    static long low(byte[] text, int from, int to) {
        return bytes(text, from, Math.min(to - from, 8));
    }

    /** The rest of a piece, and its length. */
    static long high(byte[] text, int from, int to) {
        int length = to - from;
        return (length > 8 ? bytes(text, from + 8, length - 8) : 0) | (long) length << 56;
    }

    /** The packed ids of a piece, or {@link #ABSENT}. */
    long find(long low, long high) {
        int set = set(low, high);
        if (entries[set] == low && entries[set + 1] == high) {
            return entries[set + 2];
        }
        if (entries[set + ENTRY] == low && entries[set + ENTRY + 1] == high) {
            long ids = entries[set + ENTRY + 2];
            put(low, high, ids); // to the front, and what was there behind it
            return ids;
        }
        return ABSENT;
    }

    void put(long low, long high, long ids) {
        int set = set(low, high);
        System.arraycopy(entries, set, entries, set + ENTRY, ENTRY);
        entries[set] = low;
        entries[set + 1] = high;
        entries[set + 2] = ids;
    }

    /** Packs 1 to 3 ids. */
    static long pack(int[] ids, int count) {
        long packed = (long) count << (MOST_IDS * ID_BITS);
        for (int i = 0; i < count; i++) {
            packed |= (long) ids[i] << (i * ID_BITS);
        }
        return packed;
    }

    static void unpack(long packed, Ids ids) {
        int mask = (1 << ID_BITS) - 1;
        int first = (int) packed & mask;
        int second = (int) (packed >>> ID_BITS) & mask;
        int third = (int) (packed >>> (2 * ID_BITS)) & mask;
        ids.add(first, second, third, (int) (packed >>> (MOST_IDS * ID_BITS)));
    }

    private static int set(long low, long high) {
        long mixed = (low ^ high * 0xC2B2AE3D27D4EB4FL) * 0x9E3779B97F4A7C15L; // two odd constants of full width
        return (int) (mixed >>> (64 - SET_BITS)) * SET;
    }

    private static long bytes(byte[] text, int from, int count) {
        if (from <= text.length - 8) {
            return (long) LONG.get(text, from) & (-1L >>> (64 - 8 * count));
        }
        long value = 0;
        for (int i = 0; i < count; i++) {
            value |= (text[from + i] & 0xFFL) << (8 * i);
        }
        return value;
    }
}
