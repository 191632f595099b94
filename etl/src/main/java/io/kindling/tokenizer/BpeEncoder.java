package io.kindling.tokenizer;

import java.util.Arrays;

/**
 * Encodes text piece by piece, remembering the short ones. For one thread.
 *
 * <p>What it remembers is larger than a processor's nearest caches, and a place in memory is waited for longer than it
 * takes to encode a piece. So pieces are cut and their keys computed for a batch of them; then the places of all are
 * loaded in a loop so short that the processor asks memory for dozens at a time; and only then are they looked up.
 */
final class BpeEncoder {
    /** Pieces that are worth a look-up; {@link PreTokenizer#starts} may add a block of them to one less. */
    private static final int BATCH = 64;

    /** More ids than this aren't kept room for from one text to the next. */
    private static final int LARGEST_KEPT = 1 << 20;

    private final PreTokenizer splitting;
    private final Alphabet alphabet;
    private final Merges merges;
    private final ShortPiece shortPiece;
    private final PieceCache cache = new PieceCache();

    // The pieces of a batch, one right after the other: where they end, their keys, and their places in the cache.
    private final int[] ends = new int[BATCH + PreTokenizer.BLOCK];
    private final long[] lows = new long[ends.length];
    private final long[] highs = new long[ends.length];
    private final int[] sets = new int[ends.length];
    private int pieces;

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
        pieces = 0;
        int lastBlock = to - PreTokenizer.BLOCK;
        int batch = from;
        for (int at = from; at < to; ) {
            long starts = at <= lastBlock && EightBytes.twoAreAscii(text, at) ? splitting.starts(text, at) : 1;
            at = starts == 1 ? add(text, at, splitting.end(text, at, to)) : addAll(text, at, starts);
            if (pieces >= BATCH) {
                encodeBatch(text, batch);
                batch = at;
            }
        }
        encodeBatch(text, batch);
        return result();
    }

    /** Adds the pieces between these starts to the batch, and returns the last start. */
    private int addAll(byte[] text, int at, long starts) {
        int start = at;
        for (long rest = starts & -2L; rest != 0; rest &= rest - 1) {
            start = add(text, start, at + Long.numberOfTrailingZeros(rest));
        }
        return start;
    }

    /** Adds a piece to the batch, and returns its end. */
    private int add(byte[] text, int start, int end) {
        int length = Math.min(end - start, PieceCache.LONGEST_PIECE);
        lows[pieces] = PieceCache.low(text, start, length);
        highs[pieces] = PieceCache.high(text, start, length);
        sets[pieces] = cache.set(lows[pieces], highs[pieces]);
        ends[pieces++] = end;
        return end;
    }

    /** Encodes the pieces of the batch, the first of which begins at {@code from}, and empties it. */
    private void encodeBatch(byte[] text, int from) {
        cache.load(sets, pieces);
        makeRoom(pieces * PieceCache.LONGEST_PIECE);
        int start = from;
        for (int i = 0; i < pieces; i++) {
            if (ends[i] - start <= PieceCache.LONGEST_PIECE) {
                int found = cache.find(sets[i], lows[i], highs[i], ids, count);
                count += found > 0 ? found : merged(text, start, ends[i], sets[i], lows[i], highs[i]);
            } else {
                makeRoom(ends[i] - start + pieces * PieceCache.LONGEST_PIECE);
                count += merge(text, start, ends[i]);
            }
            start = ends[i];
        }
        pieces = 0;
    }

    /** Merges a piece that the cache doesn't have, so that it has it from now on. */
    private int merged(byte[] text, int from, int to, int set, long low, long high) {
        int merged = shortPiece.merge(text, from, to, ids, count);
        cache.put(set, low, high, ids, count, merged);
        return merged;
    }

    /** Merges a piece of any length. */
    private int merge(byte[] text, int from, int to) {
        return to - from <= ShortPiece.LONGEST
                ? shortPiece.merge(text, from, to, ids, count)
                : LongPiece.merge(text, from, to, alphabet, merges, ids, count);
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
