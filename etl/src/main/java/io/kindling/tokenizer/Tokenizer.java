package io.kindling.tokenizer;

import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Text to token ids and back.
 *
 * <p>Immutable and safe to share among threads. It travels between machines as its {@link #json()}, and two tokenizers
 * are the same exactly if their {@link #sha256()} is.
 */
public sealed interface Tokenizer permits Bpe, Characters {
    /** The text of the token that closes each document and opens each prediction. */
    String END_OF_TEXT = "<|endoftext|>";

    /** The number of ids, end of text included: ids run from 0 to this minus 1. */
    int vocabularySize();

    /** The id of {@link #END_OF_TEXT}, which {@code encode} never produces. */
    int endOfText();

    /**
     * The ids of a text, in which special tokens are not recognised: the characters of {@code <|endoftext|>} are
     * characters like others. An unpaired surrogate is encoded as a question mark.
     *
     * @throws BadDataException if the text has a character that this tokenizer has no id for
     */
    default int[] encode(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return encode(utf8, 0, utf8.length);
    }

    /**
     * The ids of a text in which every {@link #END_OF_TEXT} is recognised and becomes {@link #endOfText()}.
     *
     * <p>For text that the caller wrote, such as prompts; in text from elsewhere the marker would let a document end
     * itself.
     *
     * @throws BadDataException if the text has a character that this tokenizer has no id for
     */
    default int[] encodeWithEndOfText(String text) {
        Ids ids = new Ids(16);
        int from = 0;
        for (int at = text.indexOf(END_OF_TEXT); at >= 0; at = text.indexOf(END_OF_TEXT, from)) {
            ids.add(encode(text.substring(from, at)));
            ids.add(endOfText());
            from = at + END_OF_TEXT.length();
        }
        ids.add(encode(text.substring(from)));
        return ids.toArray();
    }

    /**
     * The ids of the bytes {@code from} to {@code to} (exclusive) of {@code utf8}.
     *
     * @throws BadDataException if they hold a character, or malformed UTF-8, that this tokenizer has no id for
     * @throws IndexOutOfBoundsException if they aren't a range of the array
     */
    default int[] encode(byte[] utf8, int from, int to) {
        IntBuffer ids = encodeShared(utf8, from, to);
        int[] kept = new int[ids.remaining()];
        ids.get(kept);
        return kept;
    }

    /**
     * As {@link #encode(byte[], int, int)}, but in an array that this thread's next call writes over; it begins with the ids.
     *
     * @throws BadDataException as there
     * @throws IndexOutOfBoundsException as there
     */
    IntBuffer encodeShared(byte[] utf8, int from, int to);

    /**
     * The bytes that the ids stand for, which may begin or end inside a character.
     *
     * @throws IllegalArgumentException if an id isn't in the vocabulary
     */
    byte[] decode(int[] ids);

    /** {@link #decode} as text, with malformed UTF-8 as U+FFFD. */
    default String text(int[] ids) {
        return new String(decode(ids), StandardCharsets.UTF_8);
    }

    /** This tokenizer as a Hugging Face {@code tokenizer.json}; the same tokenizer gives the same bytes. */
    String json();

    /** The SHA-256 of {@link #json()} in UTF-8, as 64 lower-case hexadecimal digits. */
    default String sha256() {
        try {
            byte[] json = json().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * The tokenizer that a {@code tokenizer.json} describes.
     *
     * @param name names the file in messages
     * @throws BadDataException if the text isn't a tokenizer that this package reproduces exactly
     */
    static Tokenizer parse(String json, String name) {
        return TokenizerFile.parse(json, name).tokenizer();
    }
}
