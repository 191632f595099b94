package io.kindling.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;

/** Looks for bytes that aren't UTF-8. */
final class Utf8 {
    private static final int CHUNK = 4096;

    private Utf8() {}

    /** The first byte of the first malformed sequence, or -1 if all is well. */
    static int malformedAt(byte[] text) {
        CharsetDecoder decoder = UTF_8.newDecoder();
        CharBuffer characters = CharBuffer.allocate(Math.min(text.length + 1, CHUNK));
        ByteBuffer bytes = ByteBuffer.wrap(text);
        CoderResult result;
        do {
            result = decoder.decode(bytes, characters.clear(), true);
        } while (result.isOverflow());
        return result.isError() ? bytes.position() : -1;
    }
}
