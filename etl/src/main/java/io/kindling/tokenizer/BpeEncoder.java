package io.kindling.tokenizer;

import java.util.Arrays;

/**
 * Encodes text piece by piece, remembering the short ones. For one thread.
 *
 * <p>Where many pieces can be cut at once, all their keys are computed first and their places in the cache loaded, and
 * only then are they looked up: so the processor fetches a dozen places from memory side by side. That, and cutting
 * without waiting for the piece before, is what most of the speed comes from.
 */
final class BpeEncoder {
    /** Room behind a piece, so that its key can be loaded whole. */
    private static final int MARGIN = 2 * EightBytes.SIZE;

    /** More ids than this aren't kept room for from one text to the next. */
    private static final int LARGEST_KEPT = 1 << 20;

    private final PreTokenizer splitting;
    private final Alphabet alphabet;
    private final Merges merges;
    private final ShortPiece shortPiece;
    private final PieceCache cache = new PieceCache();

    // The pieces of a block: where they end, their keys, and their places in the cache.
    private final int[] ends = new int[PreTokenizer.BLOCK];
    private final long[] lows = new long[PreTokenizer.BLOCK];
    private final long[] highs = new long[PreTokenizer.BLOCK];
    private final int[] sets = new int[PreTokenizer.BLOCK];
    private final long[] touched = new long[PreTokenizer.BLOCK];

    private int[] ids = new int[1 << 10];
    private int count;

    BpeEncoder(PreTokenizer splitting, Alphabet alphabet, Merges merges) {
        this.splitting = splitting;
        this.alphabet = alphabet;
        this.merges = merges;
        this.shortPiece = new ShortPiece(alphabet, merges);
    }

    int[] encode(byte[] text, int from, int to) {
        count = 0;
        int lastBlock = to - PreTokenizer.BLOCK - MARGIN;
        for (int at = from; at < to; ) {
            long starts = at <= lastBlock && EightBytes.twoAreAscii(text, at) ? splitting.starts(text, at) : 1;
            if (starts == 1) {
                int end = splitting.end(text, at, to);
                piece(text, at, end);
                at = end;
            } else {
                at = block(text, at, starts);
            }
        }
        return result();
    }

    /** Encodes the pieces between these starts and returns the last of them. */
    private int block(byte[] text, int at, long starts) {
        int pieces = 0;
        int start = at;
        for (long rest = starts & -2L; rest != 0; rest &= rest - 1) {
            int end = at + Long.numberOfTrailingZeros(rest);
            int length = Math.min(end - start, PieceCache.LONGEST_PIECE);
            lows[pieces] = PieceCache.low(text, start, length);
            highs[pieces] = PieceCache.high(text, start, length);
            sets[pieces] = cache.set(lows[pieces], highs[pieces]);
            touched[pieces] = cache.touch(sets[pieces]);
            ends[pieces++] = end;
            start = end;
        }
        makeRoom(PreTokenizer.BLOCK + PieceCache.LONGEST_PIECE);
        start = at;
        for (int i = 0; i < pieces; i++) {
            if (ends[i] - start <= PieceCache.LONGEST_PIECE) {
                int found = cache.find(sets[i], lows[i], highs[i], ids, count);
                count += found > 0 ? found : merged(text, start, ends[i], sets[i], lows[i], highs[i]);
            } else {
                count += shortPiece.merge(text, start, ends[i], ids, count);
            }
            start = ends[i];
        }
        return start;
    }

    /** Encodes a piece of any length anywhere. */
    private void piece(byte[] text, int from, int to) {
        int length = to - from;
        makeRoom(Math.max(length, PieceCache.LONGEST_PIECE));
        if (length <= PieceCache.LONGEST_PIECE && from <= text.length - MARGIN) {
            long low = PieceCache.low(text, from, length);
            long high = PieceCache.high(text, from, length);
            int set = cache.set(low, high);
            int found = cache.find(set, low, high, ids, count);
            count += found > 0 ? found : merged(text, from, to, set, low, high);
        } else if (length <= ShortPiece.LONGEST) {
            count += shortPiece.merge(text, from, to, ids, count);
        } else {
            count += LongPiece.merge(text, from, to, alphabet, merges, ids, count);
        }
    }

    /** Merges a piece that the cache doesn't have, so that it has it from now on. */
    private int merged(byte[] text, int from, int to, int set, long low, long high) {
        int merged = shortPiece.merge(text, from, to, ids, count);
        cache.put(set, low, high, ids, count, merged);
        return merged;
    }

    private void makeRoom(int more) {
        if (ids.length - count < more) {
            long enough = Math.max((long) count + more, count + (count >> 1));
            ids = Arrays.copyOf(ids, (int) Math.min(enough, Integer.MAX_VALUE - 8));
        }
    }

    private int[] result() {
        int[] result = Arrays.copyOf(ids, count);
        if (ids.length > LARGEST_KEPT) {
            ids = new int[LARGEST_KEPT];
        }
        return result;
    }
}
