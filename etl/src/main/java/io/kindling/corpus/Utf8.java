package io.kindling.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.Arrays;

/** Looks for bytes that aren't UTF-8, and for the mark that some editors begin a file with. */
final class Utf8 {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long NOT_ASCII = 0x8080808080808080L;
    private static final int CHUNK = 4096;
    private static final int MARK_BYTES = 3;

    private Utf8() {}

    /** The first byte of the first malformed sequence among the first {@code length}, or -1 if all is well. */
    static int malformedAt(byte[] text, int length) {
        int ascii = ascii(text, length);
        if (ascii == length) {
            return -1;
        }
        CharsetDecoder decoder = UTF_8.newDecoder();
        CharBuffer characters = CharBuffer.allocate(Math.min(length - ascii + 1, CHUNK));
        ByteBuffer bytes = ByteBuffer.wrap(text, ascii, length - ascii);
        CoderResult result;
        do {
            result = decoder.decode(bytes, characters.clear(), true);
        } while (result.isOverflow());
        return result.isError() ? bytes.position() : -1;
    }

    /** What is wrong with a text whose byte {@code at} is malformed. */
    static String complaint(byte malformed, int at) {
        return "malformed UTF-8 (0x%02X) %d bytes into the text: convert it to UTF-8".formatted(malformed, at);
    }

    static boolean beginsWithMark(byte[] text, int length) {
        return length >= MARK_BYTES && text[0] == (byte) 0xEF && text[1] == (byte) 0xBB && text[2] == (byte) 0xBF;
    }

    /** The text after a byte order mark, or itself if it has none. */
    static byte[] withoutMark(byte[] text) {
        return beginsWithMark(text, text.length) ? Arrays.copyOfRange(text, MARK_BYTES, text.length) : text;
    }

    /** How many bytes from the first on are certainly ASCII, found eight at a time. */
    private static int ascii(byte[] text, int length) {
        int at = 0;
        while (at + Long.BYTES <= length && ((long) LONG.get(text, at) & NOT_ASCII) == 0) {
            at += Long.BYTES;
        }
        while (at < length && text[at] >= 0) {
            at++;
        }
        return at;
    }
}
