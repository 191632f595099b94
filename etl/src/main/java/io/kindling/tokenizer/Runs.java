package io.kindling.tokenizer;

/** Runs of code points of one class, which every splitter is made of. */
final class Runs {
    private Runs() {}

    /** The class of the code point that begins at {@code at}. */
    static int kind(byte[] utf8, int at, int to) {
        return utf8[at] >= 0 ? UnicodeClasses.ofAscii(utf8[at]) : UnicodeClasses.of(Utf8.codePoint(utf8, at, to));
    }

    /** The end of the run of code points of a class from {@code from} on, which is {@code from} if it is empty. */
    static int end(byte[] utf8, int from, int to, int kind) {
        int at = from;
        while (at < to) {
            if (kind == UnicodeClasses.LETTER && at <= to - EightBytes.SIZE) {
                int letters = EightBytes.lettersFrom(utf8, at);
                at += letters;
                if (letters == EightBytes.SIZE) {
                    continue;
                }
            }
            if (utf8[at] >= 0) {
                if (UnicodeClasses.ofAscii(utf8[at]) != kind) {
                    return at;
                }
                at++;
            } else {
                int codePoint = Utf8.codePoint(utf8, at, to);
                if (UnicodeClasses.of(codePoint) != kind) {
                    return at;
                }
                at += Utf8.length(codePoint);
            }
        }
        return to;
    }

    /** Where the last code point before {@code end} begins, within well-formed text that begins at {@code from}. */
    static int last(byte[] utf8, int from, int end) {
        int at = end - 1;
        while (at > from && utf8[at] < (byte) 0xC0) { // a continuation
            at--;
        }
        return at;
    }
}
