package io.kindling.corpus;

import io.kindling.tokenizer.BadDataException;
import java.util.Arrays;

/**
 * The UTF-8 of a JSON string, straight out of the UTF-8 that it is written in, without turning it into characters and
 * back: most of it is copied as it is, from one escape to the next (RFC 8259, section 7).
 */
final class JsonString {
    /** What a stretch of bytes that stand for themselves ends in: the closing quote, an escape or what has to be one. */
    private static final StopBytes PLAIN_END = new StopBytes('"', '\\', ' ');

    private static final int ESCAPE = 6; // bytes of one escape of four hexadecimal digits
    private static final int NONE = -1;

    // Its text is written over what is read of it: no escape is shorter than what it stands for.
    private final byte[] json;
    private final int from;
    private final int end;
    private int at;
    private int written;

    private JsonString(byte[] json, int from, int end) {
        this.json = json;
        this.from = from;
        this.end = end;
        this.at = from;
        this.written = from;
    }

    /**
     * Reads the string whose opening quote is the byte {@code quote} of well-formed UTF-8, which is others from there to its
     * closing quote afterwards.
     *
     * @param end of the JSON, in which the string ends
     * @return null if no string by the rules is there; it is blank then up to where it breaks them
     * @throws BadDataException if it has half a surrogate pair
     */
    static JsonString read(byte[] json, int quote, int end) {
        JsonString string = new JsonString(json, quote + 1, end);
        if (!string.isRead()) {
            Arrays.fill(json, string.from, string.at, (byte) ' ');
            return null;
        }
        return string;
    }

    /** Its text. */
    byte[] utf8() {
        return Arrays.copyOfRange(json, from, written);
    }

    /** Where in the JSON its closing quote is. */
    int closingQuote() {
        return at;
    }

    private boolean isRead() {
        do {
            int plainEnd = PLAIN_END.move(json, at, end, written);
            written += plainEnd - at;
            at = plainEnd;
        } while (isUnescaped());
        return at < end && json[at] == '"';
    }

    /** Reads an escape; stays where it is if there is none here. */
    private boolean isUnescaped() {
        if (at + 1 >= end || json[at] != '\\') {
            return false;
        }
        int codePoint = json[at + 1] == 'u' ? codePoint() : named();
        if (codePoint == NONE) {
            return false;
        }
        put(codePoint);
        return true;
    }

    /** What the escape of one letter here stands for, or none if it is no such escape; goes on behind it. */
    private int named() {
        int named = named(json[at + 1]);
        at += named == NONE ? 0 : 2;
        return named;
    }

    private static int named(byte letter) {
        return switch (letter) {
            case '"', '\\', '/' -> letter;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> NONE;
        };
    }

    /** What the escape here stands for, with the next one if they are a pair; goes on behind it. */
    private int codePoint() {
        int first = unit();
        if (first == NONE || !Character.isSurrogate((char) first)) {
            return first;
        }
        int second = Character.isHighSurrogate((char) first) ? unit() : NONE;
        if (second != NONE && Character.isLowSurrogate((char) second)) {
            return Character.toCodePoint((char) first, (char) second);
        }
        throw new BadDataException("half a surrogate pair (\\u%04x): write both halves".formatted(first));
    }

    /** The 16 bits of the escape here, or none if it is no such escape; goes on behind it. */
    private int unit() {
        if (at + ESCAPE > end || json[at] != '\\' || json[at + 1] != 'u') {
            return NONE;
        }
        int unit = 0;
        for (int digit = at + 2; digit < at + ESCAPE; digit++) {
            int value = Character.digit(json[digit], 16);
            if (value < 0) {
                return NONE;
            }
            unit = unit << 4 | value;
        }
        at += ESCAPE;
        return unit;
    }

    private void put(int codePoint) {
        if (codePoint < 0x80) {
            json[written++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            json[written++] = (byte) (0xC0 | codePoint >> 6);
            continuation(codePoint);
        } else if (codePoint < 0x10000) {
            json[written++] = (byte) (0xE0 | codePoint >> 12);
            continuation(codePoint >> 6);
            continuation(codePoint);
        } else {
            json[written++] = (byte) (0xF0 | codePoint >> 18);
            continuation(codePoint >> 12);
            continuation(codePoint >> 6);
            continuation(codePoint);
        }
    }

    private void continuation(int bits) {
        json[written++] = (byte) (0x80 | (bits & 0x3F));
    }
}
