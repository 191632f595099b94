package io.kindling.clean;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * UTF-8 that was read as Windows-1252 and written as UTF-8 again: {@code donâ€™t} for {@code don’t}, {@code cafÃ©} for
 * {@code café}. Only sequences are taken for that which hardly anyone writes: those of the Latin letters and signs up to
 * U+00FF, of punctuation and symbols (U+2000 to U+2BFF), of emoji, and the byte order mark. So {@code È»}, a capital
 * before a quotation mark, stays.
 */
final class Mojibake {
    /** What Windows-1252 makes of the bytes 0x80 to 0x9F; where it has nothing, the control character of that number. */
    private static final String C1 =
            "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d"
                    + "\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

    /** Text is sometimes misread twice and thrice. */
    private static final int TIMES = 3;

    private final String text;
    private int repaired;

    /** Repairs a text. */
    Mojibake(String text) {
        String better = text;
        int before = -1;
        for (int time = 0; time < TIMES && repaired > before; time++) {
            before = repaired;
            better = repair(better);
        }
        this.text = better;
    }

    /** The text, repaired. */
    String text() {
        return text;
    }

    /** How many characters were. */
    int repaired() {
        return repaired;
    }

    /** Whether a text may need it: whether it has a letter that such sequences begin with. */
    static boolean suspects(byte[] utf8) {
        for (int at = 0; at + 1 < utf8.length; at++) {
            if (utf8[at] == (byte) 0xC3) {
                switch (utf8[at + 1] & 0xFF) {
                    case 0x82, 0x83, 0xA2, 0xAF, 0xB0 -> {
                        return true;
                    }
                    default -> {}
                }
            }
        }
        return false;
    }

    private String repair(String from) {
        StringBuilder better = null;
        int copied = 0;
        for (int at = 0; at < from.length(); at++) {
            int length = sequence(from, at);
            if (length > 0) {
                better = better == null ? new StringBuilder(from.length()) : better;
                better.append(from, copied, at).append(decode(from, at, length));
                copied = at + length;
                at = copied - 1;
                repaired++;
            }
        }
        return better == null
                ? from
                : better.append(from, copied, from.length()).toString();
    }

    /** How many characters from a place on are the bytes of one, or 0. */
    private static int sequence(String text, int at) {
        int second = at + 1 < text.length() ? unit(text.charAt(at + 1)) : -1;
        int length = switch (text.charAt(at)) {
            case '\u00c2', '\u00c3' -> second >= 0x80 ? 2 : 0;
            case '\u00e2' -> second >= 0x80 && second < 0xB0 ? 3 : 0;
            case '\u00ef' -> second == 0xBB ? 3 : 0;
            case '\u00f0' -> second == 0x9F ? 4 : 0;
            default -> 0;
        };
        if (length == 0 || at + length > text.length()) {
            return 0;
        }
        for (int next = at + 1; next < at + length; next++) {
            int unit = unit(text.charAt(next));
            if (unit < 0x80 || unit > 0xBF) {
                return 0;
            }
        }
        return length;
    }

    private static String decode(String text, int at, int length) {
        byte[] bytes = new byte[length];
        for (int index = 0; index < length; index++) {
            bytes[index] = (byte) unit(text.charAt(at + index));
        }
        return new String(bytes, UTF_8);
    }

    /** The byte that Windows-1252 reads as this character, or -1. */
    private static int unit(char character) {
        if (character < 0x100) {
            return character;
        }
        int index = C1.indexOf(character);
        return index < 0 ? -1 : 0x80 + index;
    }
}
