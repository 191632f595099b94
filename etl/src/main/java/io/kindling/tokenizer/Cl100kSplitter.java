package io.kindling.tokenizer;

/** The state machine of {@link PreTokenizer#CL100K}. */
final class Cl100kSplitter {
    private static final int MOST_DIGITS = 3;

    private Cl100kSplitter() {}

    static int end(byte[] utf8, int from, int to) {
        int first = Utf8.codePoint(utf8, from, to);
        int next = from + Utf8.length(first);
        int kind = UnicodeClasses.of(first);
        if (first == '\'') {
            int length = contraction(utf8, next, to);
            if (length > 0) {
                return next + length;
            }
        }
        if (kind == UnicodeClasses.LETTER) {
            return Runs.end(utf8, next, to, kind);
        }
        if (kind == UnicodeClasses.NUMBER) {
            return digitsEnd(utf8, from, to);
        }
        int nextKind = next < to ? Runs.kind(utf8, next, to) : UnicodeClasses.SPACE;
        if (nextKind == UnicodeClasses.LETTER && !isNewline(first)) {
            return Runs.end(utf8, next, to, nextKind);
        }
        if (kind == UnicodeClasses.OTHER || (first == ' ' && nextKind == UnicodeClasses.OTHER)) {
            return newlinesEnd(utf8, Runs.end(utf8, next, to, UnicodeClasses.OTHER), to);
        }
        return spaceEnd(utf8, from, to);
    }

    /** The length of s t m d re ve ll after an apostrophe, in either case, or 0 if none of them is there. */
    private static int contraction(byte[] utf8, int at, int to) {
        int first = at < to ? utf8[at] | 0x20 : 0;
        int second = at + 1 < to ? utf8[at + 1] | 0x20 : 0;
        return switch (first) {
            case 's', 't', 'm', 'd' -> 1;
            case 'r', 'v' -> second == 'e' ? 2 : 0;
            case 'l' -> second == 'l' ? 2 : 0;
            default -> at < to && Utf8.codePoint(utf8, at, to) == 'ſ' ? 2 : 0; // a small s too, when case is ignored
        };
    }

    private static int digitsEnd(byte[] utf8, int from, int to) {
        int at = from;
        for (int i = 0; i < MOST_DIGITS && at < to && Runs.kind(utf8, at, to) == UnicodeClasses.NUMBER; i++) {
            at += Utf8.length(Utf8.codePoint(utf8, at, to));
        }
        return at;
    }

    private static int newlinesEnd(byte[] utf8, int from, int to) {
        int at = from;
        while (at < to && isNewline(utf8[at])) {
            at++;
        }
        return at;
    }

    /** White space up to its last newline; without one, to the end of the text or up to the last of several. */
    private static int spaceEnd(byte[] utf8, int from, int to) {
        int end = Runs.end(utf8, from, to, UnicodeClasses.SPACE);
        for (int at = end; at > from; at--) {
            if (isNewline(utf8[at - 1])) {
                return at;
            }
        }
        int last = Runs.last(utf8, from, end);
        return end < to && last > from ? last : end;
    }

    private static boolean isNewline(int codePoint) {
        return codePoint == '\n' || codePoint == '\r';
    }
}
