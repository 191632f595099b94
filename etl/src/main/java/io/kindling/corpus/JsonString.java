package io.kindling.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kindling.tokenizer.BadDataException;
import java.io.ByteArrayOutputStream;

/**
 * A string of JSON as the UTF-8 that it stands for (RFC 8259, section 7). It goes from bytes to bytes, as most of a
 * corpus has few escapes and characters would be made only to be taken apart again.
 */
final class JsonString {
    private JsonString() {}

    /**
     * The string that begins at {@code from}, after its quotation mark; a parser has found it well-formed.
     *
     * @throws BadDataException if half a surrogate pair is escaped, which no UTF-8 stands for
     */
    static byte[] utf8(byte[] json, int from) {
        int to = end(json, from);
        ByteArrayOutputStream utf8 = new ByteArrayOutputStream(to - from);
        int plain = from; // where what needs no change begins
        for (int at = from; at < to; ) {
            if (json[at] != '\\') {
                at++;
                continue;
            }
            utf8.write(json, plain, at - plain);
            if (json[at + 1] == 'u') {
                int character = character(json, at);
                utf8.writeBytes(Character.toString(character).getBytes(UTF_8));
                at += 6 * Character.charCount(character);
            } else {
                utf8.write(escaped(json[at + 1]));
                at += 2;
            }
            plain = at;
        }
        utf8.write(json, plain, to - plain);
        return utf8.toByteArray();
    }

    private static int end(byte[] json, int from) {
        int at = from;
        while (json[at] != '"') {
            at += json[at] == '\\' ? 2 : 1;
        }
        return at;
    }

    private static int escaped(byte letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> letter; // a quotation mark or either slash
        };
    }

    /** The character whose escape, or pair of escapes, begins at {@code at}. */
    private static int character(byte[] json, int at) {
        char first = unit(json, at);
        if (!Character.isSurrogate(first)) {
            return first;
        }
        boolean pair = json[at + 6] == '\\' && json[at + 7] == 'u';
        if (!pair || !Character.isSurrogatePair(first, unit(json, at + 6))) {
            throw new BadDataException("half a surrogate pair (\\u%04x): write both halves".formatted((int) first));
        }
        return Character.toCodePoint(first, unit(json, at + 6));
    }

    private static char unit(byte[] json, int at) {
        return (char) Integer.parseInt(new String(json, at + 2, 4, UTF_8), 16);
    }
}
