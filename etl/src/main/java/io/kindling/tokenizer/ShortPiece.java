package io.kindling.tokenizer;

/** Merges short pieces, for which looking at every pair for each merge is faster than keeping them in a heap. */
final class ShortPiece {
    static final int LONGEST = 64;

    private static final long NONE = (long) Merges.NONE << 32;

    private final Alphabet alphabet;
    private final Merges merges;
    /** A part is its token and, above it, the rank of its pair with the next: the least part is merged next. */
    private final long[] parts = new long[LONGEST];

    ShortPiece(Alphabet alphabet, Merges merges) {
        this.alphabet = alphabet;
        this.merges = merges;
    }

    /** Writes the ids of a piece to {@code ids} from {@code at}, and returns their number. */
    int merge(byte[] text, int from, int to, int[] ids, int at) {
        int count = to - from;
        for (int i = 0; i < count - 1; i++) {
            byte b = text[from + i];
            parts[i] = alphabet.id(b) | (long) alphabet.rank(b, text[from + i + 1]) << 32;
        }
        parts[count - 1] = alphabet.id(text[to - 1]) | NONE;
        for (int least = least(count); parts[least] < NONE; least = least(count)) {
            join(least, --count);
        }
        for (int i = 0; i < count; i++) {
            ids[at + i] = (int) parts[i];
        }
        return count;
    }

    private void join(int at, int count) {
        int token = merges.result((int) (parts[at] >>> 32));
        for (int i = at + 1; i < count; i++) {
            parts[i] = parts[i + 1];
        }
        parts[at] = token | (at + 1 < count ? (long) merges.rank(token, (int) parts[at + 1]) << 32 : NONE);
        if (at > 0) {
            int left = (int) parts[at - 1];
            parts[at - 1] = left | (long) merges.rank(left, token) << 32;
        }
    }

    /** The first of the least parts. */
    private int least(int count) {
        int least = 0;
        for (int i = 1; i < count; i++) {
            least = parts[i] < parts[least] ? i : least;
        }
        return least;
    }
}
