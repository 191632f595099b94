package io.kindling.tokenizer;

/** Byte-level BPE. */
public final class Bpe implements Tokenizer {
    /** The most entries that a vocabulary may have. */
    public static final int LARGEST_VOCABULARY = 1 << 20;

    private Bpe() {}

    /** GPT-2's published pair of files. */
    public static Bpe fromGpt2(String vocabJson, String mergesTxt) {
        return new Bpe();
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
