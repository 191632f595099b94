package io.kindling.tokenizer;

/** One id per Unicode code point, in code point order, then end of text. */
public final class Characters implements Tokenizer {
    private Characters() {}

    /** The tokenizer of an alphabet, given in any order and with repeats. */
    public static Characters of(int[] codePoints) {
        return new Characters();
    }

    @Override
    public int vocabularySize() {
        throw new UnsupportedOperationException("next commit");
    }

    @Override
    public int endOfText() {
        throw new UnsupportedOperationException("next commit");
    }

    @Override
    public int[] encode(String text) {
        throw new UnsupportedOperationException("next commit");
    }

    @Override
    public int[] encode(byte[] utf8, int from, int to) {
        throw new UnsupportedOperationException("next commit");
    }

    @Override
    public byte[] decode(int[] ids) {
        throw new UnsupportedOperationException("next commit");
    }

    @Override
    public String text(int[] ids) {
        throw new UnsupportedOperationException("next commit");
    }

    @Override
    public String json() {
        throw new UnsupportedOperationException("next commit");
    }

    @Override
    public String sha256() {
        throw new UnsupportedOperationException("next commit");
    }
}
