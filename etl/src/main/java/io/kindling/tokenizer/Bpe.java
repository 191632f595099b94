package io.kindling.tokenizer;

import java.nio.IntBuffer;
import java.util.Objects;

/**
 * Byte-level BPE: text is cut into pieces, each piece begins as its bytes, and the adjacent pair of the lowest rank is
 * merged, leftmost first, until none is left.
 *
 * <p>Sennrich, Haddow and Birch 2016 (arXiv:1508.07909) and Radford et al. 2019. Every sequence of bytes can be
 * encoded, and decoding gives it back. Time is linear in the text and, for a piece of n bytes, n log n.
 */
public final class Bpe implements Tokenizer {
    /** The most entries that a vocabulary may have: three ids go into one long. */
    public static final int LARGEST_VOCABULARY = 1 << PieceCache.ID_BITS;

    private final PreTokenizer splitting;
    private final Vocabulary vocabulary;
    private final Merges merges;
    private final int endOfText;
    /** Each thread's own: pieces are cached without locks. */
    private final ThreadLocal<BpeEncoder> encoders;

    private volatile String json; // once it was asked for

    /** Takes over its arguments; every byte must have a token, and no merge may result in end of text. */
    Bpe(PreTokenizer splitting, Vocabulary vocabulary, Merges merges, int endOfText) {
        this.splitting = splitting;
        this.vocabulary = vocabulary;
        this.merges = merges;
        this.endOfText = endOfText;
        Alphabet alphabet = Alphabet.of(vocabulary, merges);
        encoders = ThreadLocal.withInitial(() -> new BpeEncoder(splitting, alphabet, merges));
    }

    /**
     * The tokenizer of GPT-2's published pair of files, given as their text.
     *
     * @throws BadDataException if they aren't a byte-level vocabulary and its merges
     */
    public static Bpe fromGpt2(String vocabJson, String mergesTxt) {
        return BpeJson.readGpt2(vocabJson, mergesTxt);
    }

    /** Where text is cut before it is merged. */
    public PreTokenizer splitting() {
        return splitting;
    }

    Vocabulary vocabulary() {
        return vocabulary;
    }

    Merges merges() {
        return merges;
    }

    @Override
    public int vocabularySize() {
        return vocabulary.size();
    }

    @Override
    public int endOfText() {
        return endOfText;
    }

    @Override
    public IntBuffer encodeShared(byte[] utf8, int from, int to) {
        Objects.checkFromToIndex(from, to, utf8.length);
        return encoders.get().encode(utf8, from, to);
    }

    @Override
    public byte[] decode(int[] ids) {
        return vocabulary.decode(ids);
    }

    @Override
    public String json() {
        if (json == null) {
            json = BpeJson.write(this);
        }
        return json;
    }
}
