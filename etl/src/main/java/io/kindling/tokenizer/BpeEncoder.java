package io.kindling.tokenizer;

import java.nio.IntBuffer;
import java.util.Arrays;

/** Encodes text piece by piece, in batches, remembering the short ones in a {@link PieceCache}. For one thread. */
final class BpeEncoder {
    /** Pieces that are worth a look-up; {@link PreTokenizer#starts} may add a block of them to one less. */
    private static final int BATCH = 64;

    /** More ids than this aren't kept room for from one text to the next. */
    private static final int LARGEST_KEPT = 1 << 20;

    private final PreTokenizer splitting;
    private final Alphabet alphabet;
    private final Merges merges;
    private final ShortPiece shortPiece;

    // The pieces of a batch, one right after the other: where they end.
    private final int[] ends = new int[BATCH + PreTokenizer.BLOCK];
    private final PieceCache cache = new PieceCache(ends.length);

    private int[] ids = new int[1 << 10];
    private int count;

    BpeEncoder(PreTokenizer splitting, Alphabet alphabet, Merges merges) {
        this.splitting = splitting;
        this.alphabet = alphabet;
        this.merges = merges;
        this.shortPiece = new ShortPiece(alphabet, merges);
    }

    /** The ids, from the beginning of an array that the next call may write over. */
    IntBuffer encode(byte[] text, int from, int to) {
        count = 0;
        for (int at = from; at < to; ) {
            int pieces = split(text, at, to);
            encodeBatch(text, at, pieces);
            at = ends[pieces - 1];
        }
        IntBuffer result = IntBuffer.wrap(ids, 0, count);
        if (ids.length > LARGEST_KEPT) {
            ids = new int[LARGEST_KEPT];
        }
        return result;
    }

    /** Cuts a batch of pieces, the first of which begins at {@code from}, and returns how many there are. */
    private int split(byte[] text, int from, int to) {
        int lastBlock = to - PreTokenizer.BLOCK;
        int pieces = 0;
        for (int at = from; at < to && pieces < BATCH; at = ends[pieces - 1]) {
            long starts = at <= lastBlock && EightBytes.twoAreAscii(text, at) ? splitting.starts(text, at) : 1;
            if (starts == 1) {
                ends[pieces++] = splitting.end(text, at, to);
            } else {
                pieces = addAll(starts & -2L, at, ends, pieces);
            }
        }
        return pieces;
    }

    /** Adds the pieces that end at these places from {@code at} on, and returns how many there are then. */
    private static int addAll(long places, int at, int[] ends, int pieces) {
        int count = pieces;
        for (long rest = places; rest != 0; rest &= rest - 1) {
            ends[count++] = at + Long.numberOfTrailingZeros(rest);
        }
        return count;
    }

    private void encodeBatch(byte[] text, int from, int pieces) {
        cache.lookUp(text, from, ends, pieces);
        makeRoom(pieces * PieceCache.LONGEST_PIECE);
        count = cache.write(0, ids, count);
        for (int piece = cache.missing(); piece < pieces; piece = cache.missing()) {
            int start = piece == 0 ? from : ends[piece - 1];
            int end = ends[piece];
            if (end - start <= PieceCache.LONGEST_PIECE) {
                int merged = shortPiece.merge(text, start, end, ids, count);
                cache.put(piece, ids, count, merged); // so that it is there from now on
                count += merged;
            } else {
                makeRoom(end - start + pieces * PieceCache.LONGEST_PIECE);
                count += merge(text, start, end);
            }
            count = cache.write(piece + 1, ids, count);
        }
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
}
