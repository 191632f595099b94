package io.kindling.tokenizer;

/** The rule that cuts text into pieces; no token crosses from one piece into the next. */
public enum PreTokenizer {
    /** GPT-2's pattern. */
    GPT2;

    /** The end (exclusive) of the piece that begins at {@code from}, which must be below {@code to}. */
    public int end(byte[] utf8, int from, int to) {
        return to;
    }
}
