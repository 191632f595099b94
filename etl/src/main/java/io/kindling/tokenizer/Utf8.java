package io.kindling.tokenizer;

/** UTF-8 by the table of well-formed byte sequences (Unicode standard, table 3-7): no overlong forms, no surrogates. */
final class Utf8 {
    /** Stands for a byte that begins no well-formed sequence; it is one byte long. */
    static final int MALFORMED = -1;

    private Utf8() {}

    /** The code point that begins at {@code at}, or {@link #MALFORMED} if none does that ends by {@code to}. */
    static int codePoint(byte[] text, int at, int to) {
        int lead = text[at];
        if (lead >= 0) {
            return lead;
        }
        int left = to - at;
        if (lead < (byte) 0xE0) { // 110xxxxx, or a continuation where none belongs
            return lead >= (byte) 0xC2 && left >= 2 && continues(text[at + 1])
                    ? (lead & 0x1F) << 6 | (text[at + 1] & 0x3F)
                    : MALFORMED;
        }
        if (lead < (byte) 0xF0) { // 1110xxxx
            if (left < 3 || !continues(text[at + 1]) || !continues(text[at + 2])) {
                return MALFORMED;
            }
            int codePoint = (lead & 0x0F) << 12 | (text[at + 1] & 0x3F) << 6 | (text[at + 2] & 0x3F);
            return codePoint >= 0x800 && (codePoint < 0xD800 || codePoint > 0xDFFF) ? codePoint : MALFORMED;
        }
        if (left < 4 || !continues(text[at + 1]) || !continues(text[at + 2]) || !continues(text[at + 3])) {
            return MALFORMED;
        }
        int codePoint = (lead & 0x0F) << 18
                | (text[at + 1] & 0x3F) << 12
                | (text[at + 2] & 0x3F) << 6
                | (text[at + 3] & 0x3F); // a lead above F7 exceeds 10FFFF too
        return codePoint >= 0x10000 && codePoint <= 0x10FFFF ? codePoint : MALFORMED;
    }

    /** How many bytes a result of {@link #codePoint} takes up. */
    static int length(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        return codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }

    private static boolean continues(byte b) {
        return b < (byte) 0xC0; // 10xxxxxx are the least of the signed bytes
    }
}
