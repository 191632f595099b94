package io.kindling.corpus;

import io.kindling.tokenizer.BadDataException;
import java.util.Arrays;

/**
 * The UTF-8 of a JSON string, straight out of the UTF-8 that it is written in, without turning it into characters and
 * back: most of it is copied as it is, from one escape to the next (RFC 8259, section 7).
 */
final class JsonString {
    /** What a stretch of bytes that stand for themselves ends in: the closing quote or an escape. */
    private static final EitherByte PLAIN_END = new EitherByte('"', '\\');

    private static final int ESCAPE = 6; // bytes of one escape of four hexadecimal digits

    private final byte[] json;
    private final int end;
    private final byte[] utf8;
    private int from;
    private int length;

    private JsonString(byte[] json, int from, int end) {
        this.json = json;
        this.end = end;
        this.from = from;
        this.utf8 = new byte[end - from]; // no escape is shorter than what it stands for
    }

    /**
     * The string whose opening quote is the byte {@code quote}; a parser must have gone through it and found it well-formed.
     *
     * @param end of the JSON, behind the string
     * @throws BadDataException if it has half a surrogate pair
     */
    static byte[] utf8(byte[] json, int quote, int end) {
        int from = quote + 1;
        int plainEnd = PLAIN_END.find(json, from, end);
        if (json[plainEnd] == '"') {
            return Arrays.copyOfRange(json, from, plainEnd);
        }
        return new JsonString(json, from, end).unescaped();
    }

    private byte[] unescaped() {
        while (true) {
            int plainEnd = PLAIN_END.copy(json, from, end, utf8, length);
            length += plainEnd - from;
            from = plainEnd;
            if (json[from] == '"') {
                return Arrays.copyOf(utf8, length);
            }
            if (json[from + 1] == 'u') {
                put(codePoint());
            } else {
                utf8[length++] = named(json[from + 1]);
                from += 2;
            }
        }
    }

    private static byte named(byte letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> letter; // a quote, a slash or a backslash
        };
    }

    /** What the escape here stands for, with the next one if they are a pair; goes on behind it. */
    private int codePoint() {
        char first = unit(from);
        from += ESCAPE;
        if (!Character.isSurrogate(first)) {
            return first;
        }
        if (Character.isHighSurrogate(first) && json[from] == '\\' && json[from + 1] == 'u') {
            char second = unit(from);
            if (Character.isLowSurrogate(second)) {
                from += ESCAPE;
                return Character.toCodePoint(first, second);
            }
        }
        throw new BadDataException("half a surrogate pair (\\u%04x): write both halves".formatted((int) first));
    }

    private char unit(int escape) {
        int unit = 0;
        for (int at = escape + 2; at < escape + ESCAPE; at++) {
            unit = unit << 4 | Character.digit(json[at], 16);
        }
        return (char) unit;
    }

    private void put(int codePoint) {
        if (codePoint < 0x80) {
            utf8[length++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            utf8[length++] = (byte) (0xC0 | codePoint >> 6);
            continuation(codePoint);
        } else if (codePoint < 0x10000) {
            utf8[length++] = (byte) (0xE0 | codePoint >> 12);
            continuation(codePoint >> 6);
            continuation(codePoint);
        } else {
            utf8[length++] = (byte) (0xF0 | codePoint >> 18);
            continuation(codePoint >> 12);
            continuation(codePoint >> 6);
            continuation(codePoint);
        }
    }

    private void continuation(int bits) {
        utf8[length++] = (byte) (0x80 | (bits & 0x3F));
    }
}
