package io.kindling.tokenizer;

/**
 * The rule that cuts text into pieces; no token crosses from one piece into the next.
 *
 * <p>It works on UTF-8 by hand, without regular expressions: in one pass over text of any kind, with each code point
 * classed by Unicode {@value UnicodeClasses#VERSION}. A byte that isn't part of well-formed UTF-8 counts as one code
 * point that is neither letter nor number nor space.
 */
public enum PreTokenizer {
    /**
     * GPT-2's pattern {@code 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+}: words,
     * numbers and runs of other signs, each with one space before it if there is one, and white space.
     *
     * <p>White space before something else leaves its last character out: {@code "a   b"} is cut into {@code "a"},
     * {@code "  "} and {@code " b"}, and <code>"a\n\nb"</code> into <code>"a"</code>, <code>"\n"</code>,
     * <code>"\n"</code> and <code>"b"</code>.
     */
    GPT2;

    /**
     * The end (exclusive) of the piece that begins at {@code from}, which must be below {@code to}.
     *
     * <p>Pieces follow one another: the next one begins here, until the end is {@code to}.
     */
    public int end(byte[] utf8, int from, int to) {
        int start = from;
        if (utf8[from] == '\'') {
            int end = contractionEnd(utf8, from, to);
            if (end > from) {
                return end;
            }
        } else if (utf8[from] == ' ' && from + 1 < to) {
            start = from + 1;
        }
        int kind = kind(utf8, start, to);
        return kind == UnicodeClasses.SPACE ? spaceEnd(utf8, from, to) : runEnd(utf8, start, to, kind);
    }

    /** The end of 's 't 'm 'd 're 've 'll, in lower case only, or {@code from} if none begins there. */
    private static int contractionEnd(byte[] utf8, int from, int to) {
        int first = from + 1 < to ? utf8[from + 1] : 0;
        int second = from + 2 < to ? utf8[from + 2] : 0;
        return switch (first) {
            case 's', 't', 'm', 'd' -> from + 2;
            case 'r', 'v' -> second == 'e' ? from + 3 : from;
            case 'l' -> second == 'l' ? from + 3 : from;
            default -> from;
        };
    }

    private static int runEnd(byte[] utf8, int from, int to, int kind) {
        int at = from;
        while (at < to) {
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

    private static int spaceEnd(byte[] utf8, int from, int to) {
        int at = from;
        int last = from;
        while (at < to && kind(utf8, at, to) == UnicodeClasses.SPACE) {
            last = at;
            at += Utf8.length(Utf8.codePoint(utf8, at, to));
        }
        return at < to && last > from ? last : at;
    }

    private static int kind(byte[] utf8, int at, int to) {
        return utf8[at] >= 0 ? UnicodeClasses.ofAscii(utf8[at]) : UnicodeClasses.of(Utf8.codePoint(utf8, at, to));
    }
}
