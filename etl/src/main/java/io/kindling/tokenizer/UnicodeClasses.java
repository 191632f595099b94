package io.kindling.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The class of each code point that splitting asks for: letter (category L), number (N), white space (the property
 * White_Space) or other, by Unicode {@value #VERSION} whatever the Java.
 *
 * <p>The ranges are a generated resource. They are kept in blocks of 256 code points, equal blocks once: 38 kB instead
 * of 1.1 MB, so that text in any script is classified out of the nearest caches.
 */
final class UnicodeClasses {
    /** The version of Unicode, which tokenizers carry along: under another one, ids differ. */
    static final String VERSION = "16.0";

    static final byte OTHER = 0;
    static final byte LETTER = 1;
    static final byte NUMBER = 2;
    static final byte SPACE = 3;

    static final String RESOURCE = "unicode-16.0.txt";

    private static final int CODE_POINTS = Character.MAX_CODE_POINT + 1;
    private static final byte[] ASCII = new byte[128];
    /** The number of the block of code points 256 b to 256 b + 255. */
    private static final byte[] BLOCK = new byte[CODE_POINTS >> 8];

    private static final byte[] CLASSES = pack(read());

    private UnicodeClasses() {}

    /** The class of a code point, or of {@link Utf8#MALFORMED}: other. */
    static int of(int codePoint) {
        if (codePoint < 0) {
            return OTHER;
        }
        return CLASSES[(BLOCK[codePoint >> 8] & 0xFF) << 8 | (codePoint & 0xFF)];
    }

    /** The class of a code point below 128. */
    static int ofAscii(int codePoint) {
        return ASCII[codePoint];
    }

    private static byte[] pack(byte[] classes) {
        System.arraycopy(classes, 0, ASCII, 0, ASCII.length);
        byte[] packed = new byte[BLOCK.length << 8];
        int blocks = 0;
        for (int b = 0; b < BLOCK.length; b++) {
            int same = 0;
            while (same < blocks && !Arrays.equals(packed, same << 8, (same + 1) << 8, classes, b << 8, (b + 1) << 8)) {
                same++;
            }
            if (same == blocks) {
                System.arraycopy(classes, b << 8, packed, blocks << 8, 256);
                blocks++;
            }
            BLOCK[b] = (byte) same; // about a hundred blocks differ
        }
        return Arrays.copyOf(packed, blocks << 8);
    }

    private static byte[] read() {
        byte[] classes = new byte[CODE_POINTS];
        String text;
        try (InputStream in = UnicodeClasses.class.getResourceAsStream(RESOURCE)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            String[] range = line.split(" ", 3); // such as: 0041 005A L
            byte kind = range[2].equals("L") ? LETTER : range[2].equals("N") ? NUMBER : SPACE;
            Arrays.fill(classes, Integer.parseInt(range[0], 16), Integer.parseInt(range[1], 16) + 1, kind);
        });
        return classes;
    }
}
