package io.kindling.clean;

import java.util.Arrays;

/**
 * White space and control characters in UTF-8, put in order in one pass over the bytes.
 *
 * <p>White space: line ends become LF; other spaces than ASCII's become one of its; spaces at the ends of lines go; of
 * more than one blank line one stays; so does nothing blank at the beginning and the end. Control characters: those of
 * ASCII but tab and LF, those from U+0080 to U+009F, and the invisible U+200B, U+2060 and U+FEFF go.
 */
final class Tidying {
    private final byte[] text;
    private final boolean controls;
    private final boolean whiteSpace;
    private final byte[] out;
    private int length;
    private int newlines;
    private int removedControls;

    Tidying(byte[] text, boolean controls, boolean whiteSpace) {
        this.text = text;
        this.controls = controls;
        this.whiteSpace = whiteSpace;
        this.out = new byte[text.length];
        for (int at = 0; at < text.length; ) {
            at += text[at] > ' ' && text[at] < 0x7F ? plain(text[at]) : text[at] < 0 ? wide(at) : low(at);
        }
        if (whiteSpace) {
            dropTrailingSpaces();
            while (length > 0 && out[length - 1] == '\n') {
                length--;
            }
        }
    }

    /** The text in order: the array it was made of, if it was. */
    byte[] text() {
        return length == text.length && Arrays.equals(out, text) ? text : Arrays.copyOf(out, length);
    }

    /** How many control characters went. */
    int removedControls() {
        return removedControls;
    }

    private int plain(byte unit) {
        newlines = 0;
        out[length++] = unit;
        return 1;
    }

    /** A space or control character of ASCII. */
    private int low(int at) {
        byte unit = text[at];
        if (unit == '\n') {
            newline();
        } else if (unit == '\r' && whiteSpace) {
            newline();
            return at + 1 < text.length && text[at + 1] == '\n' ? 2 : 1;
        } else if (unit == ' ' || unit == '\t' || unit == '\r' || !controls) {
            out[length++] = unit;
        } else {
            removedControls++;
        }
        return 1;
    }

    private void newline() {
        if (!whiteSpace) {
            out[length++] = '\n';
            return;
        }
        dropTrailingSpaces();
        if (length > 0 && newlines < 2) {
            newlines++;
            out[length++] = '\n';
        }
    }

    private void dropTrailingSpaces() {
        while (length > 0 && (out[length - 1] == ' ' || out[length - 1] == '\t')) {
            length--;
        }
    }

    /** A character of more than one byte. */
    private int wide(int at) {
        int first = text[at] & 0xFF;
        int bytes = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        int character = character(at, first, bytes);
        if (whiteSpace && (character == 0x85 || character == 0x2028 || character == 0x2029)) {
            newline();
        } else if (whiteSpace && isSpace(character)) {
            out[length++] = ' ';
        } else if (controls && isControl(character)) {
            removedControls++;
        } else {
            newlines = 0;
            System.arraycopy(text, at, out, length, bytes);
            length += bytes;
        }
        return bytes;
    }

    /** The character, as far as any is looked for: the last of the first plane stands for those beyond. */
    private int character(int at, int first, int bytes) {
        int second = text[at + 1] & 0x3F;
        return switch (bytes) {
            case 2 -> ((first & 0x1F) << 6) | second;
            case 3 -> ((first & 0x0F) << 12) | (second << 6) | (text[at + 2] & 0x3F);
            default -> 0xFFFF;
        };
    }

    private static boolean isSpace(int character) {
        return character == 0xA0
                || (character >= 0x2000 && character <= 0x200A)
                || character == 0x1680
                || character == 0x202F
                || character == 0x205F
                || character == 0x3000;
    }

    private static boolean isControl(int character) {
        return (character >= 0x80 && character < 0xA0)
                || character == 0x200B
                || character == 0x2060
                || character == 0xFEFF;
    }
}
