package io.kindling.tokenizer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The ids of the pieces met lately, for pieces of up to 15 bytes that become up to 6 ids: nearly all in most languages.
 *
 * <p>A piece is its own key: its bytes fill two longs, with its length in the last byte, so {@code " the"} is {@code
 * 0x65687420} and {@code 4L << 56}. Its ids fill two more, 20 bits each, with their number at the top of the first. A
 * piece has two places; when both are taken the older one is forgotten. So memory is bounded, at 2 MB, a hit touches
 * one or two cache lines, and what is cached never changes a result. For one thread.
 */
final class PieceCache {
    static final int ID_BITS = 20;
    static final int LONGEST_PIECE = 15;
    static final int MOST_IDS = 6;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int ABSENT = -1;
    private static final int SET_BITS = 15; // as many sets
    private static final int ENTRY = 4; // low, high, first three ids, last three
    private static final int SET = 2 * ENTRY;

    private final long[] entries = new long[SET << SET_BITS];

    /** Appends the ids of a piece if it is here. */
    boolean find(long low, long high, Ids ids) {
        int entry = entry(low, high);
        if (entry == ABSENT) {
            return false;
        }
        long first = entries[entry + 2];
        int count = (int) (first >>> (3 * ID_BITS));
        ids.addPacked(first, Math.min(count, 3));
        if (count > 3) {
            ids.addPacked(entries[entry + 3], count - 3);
        }
        return true;
    }

    /** Remembers the ids of a piece that isn't here. */
    void put(long low, long high, int[] ids, int count) {
        int entry = makeRoom(low, high);
        entries[entry] = low;
        entries[entry + 1] = high;
        entries[entry + 2] = (long) count << (3 * ID_BITS) | pack(ids, 0, Math.min(count, 3));
        entries[entry + 3] = pack(ids, 3, count);
    }

    /** The first eight bytes of a piece, the first one lowest. */
    static long low(byte[] text, int from, int to) {
        return bytes(text, from, Math.min(to - from, 8));
    }

    /** The rest of a piece, and its length. */
    static long high(byte[] text, int from, int to) {
        int length = to - from;
        return (length > 8 ? bytes(text, from + 8, length - 8) : 0) | (long) length << 56;
    }

    private int entry(long low, long high) {
        int set = set(low, high);
        if (entries[set] == low && entries[set + 1] == high) {
            return set;
        }
        int second = set + ENTRY;
        return entries[second] == low && entries[second + 1] == high ? second : ABSENT;
    }

    /** Moves the newer entry of the set to the place of the older one and returns its own. */
    private int makeRoom(long low, long high) {
        int set = set(low, high);
        System.arraycopy(entries, set, entries, set + ENTRY, ENTRY);
        return set;
    }

    private static long pack(int[] ids, int from, int to) {
        long packed = 0;
        for (int i = to - 1; i >= from; i--) {
            packed = packed << ID_BITS | ids[i];
        }
        return packed;
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
