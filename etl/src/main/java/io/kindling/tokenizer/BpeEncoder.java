package io.kindling.tokenizer;

/** Encodes pieces, remembering the short ones. For one thread. */
final class BpeEncoder {
    /** Up to this many bytes, looking at every pair for each merge is faster than keeping them in a heap. */
    private static final int SHORT = 64;

    private final int[] byteIds;
    private final Merges merges;
    private final PieceCache cache = new PieceCache();
    private final int[] symbols = new int[SHORT];
    private final int[] ranks = new int[SHORT];

    /** byteIds has the id of each byte. */
    BpeEncoder(int[] byteIds, Merges merges) {
        this.byteIds = byteIds;
        this.merges = merges;
    }

    /** Appends the ids of a piece. */
    void encode(byte[] text, int from, int to, Ids ids) {
        int length = to - from;
        if (length <= PieceCache.LONGEST_PIECE) {
            long low = PieceCache.low(text, from, to);
            long high = PieceCache.high(text, from, to);
            if (!cache.find(low, high, ids)) {
                int count = merge(text, from, to);
                ids.add(symbols, count);
                if (count <= PieceCache.MOST_IDS) {
                    cache.put(low, high, symbols, count);
                }
            }
        } else if (length <= SHORT) {
            ids.add(symbols, merge(text, from, to));
        } else {
            LongPiece.merge(text, from, to, byteIds, merges, ids);
        }
    }

    /** Merges a short piece within {@link #symbols} and returns how many of them are left. */
    private int merge(byte[] text, int from, int to) {
        int count = to - from;
        for (int i = 0; i < count; i++) {
            symbols[i] = byteIds[text[from + i] & 0xFF];
        }
        for (int i = 0; i < count - 1; i++) {
            ranks[i] = merges.rank(symbols[i], symbols[i + 1]);
        }
        while (count > 1) {
            int at = lowest(count - 1);
            if (ranks[at] == Merges.NONE) {
                break;
            }
            symbols[at] = merges.result(ranks[at]);
            count--;
            System.arraycopy(symbols, at + 2, symbols, at + 1, count - at - 1);
            System.arraycopy(ranks, at + 1, ranks, at, count - at - 1);
            if (at > 0) {
                ranks[at - 1] = merges.rank(symbols[at - 1], symbols[at]);
            }
            if (at + 1 < count) {
                ranks[at] = merges.rank(symbols[at], symbols[at + 1]);
            }
        }
        return count;
    }

    /** The first of the lowest of the first {@code pairs} ranks. */
    private int lowest(int pairs) {
        int at = 0;
        for (int i = 1; i < pairs; i++) {
            if (ranks[i] < ranks[at]) {
                at = i;
            }
        }
        return at;
    }
}
