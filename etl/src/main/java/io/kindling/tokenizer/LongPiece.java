package io.kindling.tokenizer;

import java.util.Arrays;

/**
 * The merging of one long piece in n log n: its symbols are a linked list and its pairs lie in a heap by rank, then
 * place.
 *
 * <p>A pair whose symbols have changed stays in the heap and is passed over when it comes up, since its place no
 * longer has that rank. It takes about 30 bytes of memory for each byte of the piece.
 */
final class LongPiece {
    private static final int NOWHERE = -1;

    private final Merges merges;
    private final int[] symbols; // by place, the byte where a symbol begins
    private final int[] next;
    private final int[] previous;
    private final int[] ranks; // of the pair that begins here
    private final LongHeap heap;

    private LongPiece(byte[] text, int from, int to, Alphabet alphabet, Merges merges) {
        int length = to - from;
        this.merges = merges;
        symbols = new int[length];
        next = new int[length];
        previous = new int[length];
        ranks = new int[length];
        heap = new LongHeap(length);
        for (int i = 0; i < length; i++) {
            symbols[i] = alphabet.id(text[from + i]);
            next[i] = i + 1 < length ? i + 1 : NOWHERE;
            previous[i] = i - 1;
        }
        for (int i = 0; i < length; i++) {
            rank(i);
        }
    }

    /** Writes the ids of a piece to {@code ids} from {@code at}, with room for one a byte, and returns their number. */
    static int merge(byte[] text, int from, int to, Alphabet alphabet, Merges merges, int[] ids, int at) {
        LongPiece piece = new LongPiece(text, from, to, alphabet, merges);
        piece.merge();
        int count = 0;
        for (int place = 0; place != NOWHERE; place = piece.next[place]) {
            ids[at + count++] = piece.symbols[place];
        }
        return count;
    }

    private void merge() {
        while (!heap.isEmpty()) {
            long pair = heap.poll();
            int rank = (int) (pair >>> 32);
            int at = (int) pair;
            if (ranks[at] != rank) {
                continue;
            }
            int second = next[at];
            int third = next[second];
            symbols[at] = merges.result(rank);
            next[at] = third;
            ranks[second] = Merges.NONE;
            if (third != NOWHERE) {
                previous[third] = at;
            }
            rank(at);
            if (previous[at] != NOWHERE) {
                rank(previous[at]);
            }
        }
    }

    /** Ranks the pair that begins at a place anew. */
    private void rank(int at) {
        ranks[at] = next[at] == NOWHERE ? Merges.NONE : merges.rank(symbols[at], symbols[next[at]]);
        if (ranks[at] != Merges.NONE) {
            heap.add((long) ranks[at] << 32 | at);
        }
    }

    /** A binary heap of longs, the least first. */
    private static final class LongHeap {
        private long[] values;
        private int size;

        LongHeap(int capacity) {
            values = new long[capacity];
        }

        boolean isEmpty() {
            return size == 0;
        }

        void add(long value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, Math.addExact(size, size >> 1));
            }
            int at = size++;
            while (at > 0 && value < values[(at - 1) >> 1]) {
                values[at] = values[(at - 1) >> 1];
                at = (at - 1) >> 1;
            }
            values[at] = value;
        }

        long poll() {
            long least = values[0];
            long value = values[--size];
            int at = 0;
            while (at < size >> 1) {
                int child = 2 * at + 1;
                if (child + 1 < size && values[child + 1] < values[child]) {
                    child++;
                }
                if (value <= values[child]) {
                    break;
                }
                values[at] = values[child];
                at = child;
            }
            values[at] = value;
            return least;
        }
    }
}
