package io.kindling.tokenizer;

import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * One id per Unicode code point of an alphabet, in code point order, and end of text last.
 *
 * <p>Text with any other character can't be encoded.
 */
public final class Characters implements Tokenizer {
    private final int[] alphabet; // ascending; a character's id is its index
    private final Vocabulary vocabulary;

    private Characters(int[] alphabet) {
        this.alphabet = alphabet;
        List<byte[]> tokens = new ArrayList<>();
        for (int codePoint : alphabet) {
            tokens.add(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        }
        tokens.add(END_OF_TEXT.getBytes(StandardCharsets.UTF_8));
        vocabulary = new Vocabulary(tokens);
    }

    /**
     * The tokenizer of an alphabet, given in any order and with repeats.
     *
     * @throws IllegalArgumentException if it is empty, or one isn't a character (surrogates aren't) or there are more
     *     of them than {@link Bpe#LARGEST_VOCABULARY} minus 1
     */
    public static Characters of(int... codePoints) {
        int[] alphabet = IntStream.of(codePoints).sorted().distinct().toArray();
        if (alphabet.length == 0 || alphabet.length >= Bpe.LARGEST_VOCABULARY) {
            throw new IllegalArgumentException("alphabet of " + alphabet.length + " characters must have from 1 to "
                    + (Bpe.LARGEST_VOCABULARY - 1));
        }
        for (int c : alphabet) {
            if (!isCharacter(c)) {
                throw new IllegalArgumentException(String.format("code point (U+%04X) must be a character", c));
            }
        }
        return new Characters(alphabet);
    }

    /** Whether a code point can stand in UTF-8. */
    static boolean isCharacter(int codePoint) {
        return Character.isValidCodePoint(codePoint)
                && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
    }

    @Override
    public int vocabularySize() {
        return vocabulary.size();
    }

    @Override
    public int endOfText() {
        return alphabet.length;
    }

    @Override
    public IntBuffer encodeShared(byte[] utf8, int from, int to) {
        Objects.checkFromToIndex(from, to, utf8.length);
        Ids ids = new Ids(to - from);
        for (int at = from; at < to; ) {
            int codePoint = Utf8.codePoint(utf8, at, to);
            int id = Arrays.binarySearch(alphabet, codePoint);
            if (id < 0) {
                throw unknown(codePoint, at - from);
            }
            ids.add(id);
            at += Utf8.length(codePoint);
        }
        return IntBuffer.wrap(ids.toArray());
    }

    @Override
    public byte[] decode(int[] ids) {
        return vocabulary.decode(ids);
    }

    @Override
    public String json() {
        return CharactersJson.write(this);
    }

    private BadDataException unknown(int codePoint, int offset) {
        if (codePoint == Utf8.MALFORMED) {
            return new BadDataException("byte " + offset + " of the text isn't UTF-8: a tokenizer of characters needs"
                    + " well-formed text; a byte-level BPE takes any");
        }
        return new BadDataException(String.format(
                "character U+%04X (%s) at byte %d of the text must be among the %d of the tokenizer's alphabet: train"
                        + " the tokenizer on text that has it, or use a byte-level BPE",
                codePoint, Character.getName(codePoint), offset, alphabet.length));
    }
}
