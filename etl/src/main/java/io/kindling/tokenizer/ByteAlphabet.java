package io.kindling.tokenizer;

import java.util.Arrays;

/**
 * GPT-2's way of writing bytes as visible characters, so that any token is text without spaces: the printable
 * characters of Latin-1 stand for themselves and the other 68 bytes for U+0100 onwards, in order. A space becomes
 * {@code Ġ}, a newline {@code Ċ}, and the two bytes of {@code é} become {@code Ã©}.
 *
 * <p>Source: {@code bytes_to_unicode} in OpenAI's GPT-2 encoder.
 */
final class ByteAlphabet {
    static final int SIZE = 256;

    private static final char[] CHARACTER = new char[SIZE];
    private static final short[] BYTE = new short[SIZE + 68];
    private static final byte[] ORDER = new byte[SIZE];

    static {
        Arrays.fill(BYTE, (short) -1);
        int ordered = 0;
        for (int b = 0; b < SIZE; b++) {
            if (printable(b)) {
                CHARACTER[b] = (char) b;
                ORDER[ordered++] = (byte) b;
            }
        }
        for (int b = 0, next = SIZE; b < SIZE; b++) {
            if (!printable(b)) {
                CHARACTER[b] = (char) next++;
                ORDER[ordered++] = (byte) b;
            }
        }
        for (int b = 0; b < SIZE; b++) {
            BYTE[CHARACTER[b]] = (short) b;
        }
    }

    private ByteAlphabet() {}

    /** The byte whose token has this id in GPT-2's vocabulary, and in those trained here: printable ones first. */
    static byte ordered(int id) {
        return ORDER[id];
    }

    static String write(byte[] bytes) {
        char[] characters = new char[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            characters[i] = CHARACTER[bytes[i] & 0xFF];
        }
        return new String(characters);
    }

    /** The bytes of a token, or null if it has a character that stands for no byte. */
    static byte[] read(String token) {
        byte[] bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = token.charAt(i);
            if (c >= BYTE.length || BYTE[c] < 0) {
                return null;
            }
            bytes[i] = (byte) BYTE[c];
        }
        return bytes;
    }

    private static boolean printable(int b) {
        return (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
    }
}
