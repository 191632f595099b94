package io.kindling.tokenizer;

/** The state machine of {@link PreTokenizer#GPT2}. */
final class Gpt2Splitter {
    private Gpt2Splitter() {}

    static int end(byte[] utf8, int from, int to) {
        int start = from;
        if (utf8[from] == '\'') {
            int length = contraction(utf8, from, to);
            if (length > 0) {
                return from + length;
            }
        } else if (utf8[from] == ' ' && from + 1 < to) {
            start = from + 1;
        }
        int kind = Runs.kind(utf8, start, to);
        return kind == UnicodeClasses.SPACE ? spaceEnd(utf8, from, to) : Runs.end(utf8, start, to, kind);
    }

    /**
     * The same for many pieces at once, see {@link PreTokenizer#starts}. In ASCII, where a piece starts shows from its
     * neighbours, so all the bytes are looked at side by side, and none has to wait for the end of the piece before.
     *
     * <p>A piece starts where the class changes, save after a space, which belongs to what follows; and at the last of
     * a run of white space: in {@code "say  hi\n"} at 0, 3, 4 and 7.
     */
    static long starts(byte[] utf8, int at) {
        long letters = 0;
        long digits = 0;
        long spaces = 0;
        long blanks = 0;
        long others = 0; // apostrophes, and what isn't ASCII
        for (int word = at + 56; word >= at; word -= EightBytes.SIZE) {
            long bytes = EightBytes.at(utf8, word);
            letters = letters << 8 | EightBytes.bits(EightBytes.letters(bytes));
            digits = digits << 8 | EightBytes.bits(EightBytes.digits(bytes));
            spaces = spaces << 8 | EightBytes.bits(EightBytes.spaces(bytes));
            blanks = blanks << 8 | EightBytes.bits(EightBytes.equal(bytes, ' '));
            others = others << 8 | EightBytes.bits(EightBytes.equal(bytes, '\'') | (bytes & EightBytes.HIGH));
        }
        long changes = (letters ^ (letters << 1)) | (digits ^ (digits << 1)) | (spaces ^ (spaces << 1));
        long starts = (changes & ~(blanks << 1)) | (spaces & ~(spaces >>> 1)) | 1;
        return (others == 0 ? starts : corrected(starts, others, utf8, at)) & ((1L << 62) - 1);
    }

    /** Joins contractions, and leaves out what depends on characters that aren't ASCII. */
    private static long corrected(long starts, long others, byte[] utf8, int at) {
        long corrected = starts;
        for (long rest = others; rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            if (utf8[at + i] < 0) {
                return (corrected & (((1L << i) - 1) >>> 1)) | 1;
            }
            int length = ((corrected >>> i) & 1) == 0 || i > 60 ? 0 : contraction(utf8, at + i, utf8.length);
            if (length > 0) {
                corrected = (corrected & ~(2L << i)) | (1L << (i + length));
            }
        }
        return corrected;
    }

    /** The length of 's 't 'm 'd 're 've 'll, in lower case only, or 0 if none begins at this apostrophe. */
    private static int contraction(byte[] utf8, int at, int to) {
        int first = at + 1 < to ? utf8[at + 1] : 0;
        int second = at + 2 < to ? utf8[at + 2] : 0;
        return switch (first) {
            case 's', 't', 'm', 'd' -> 2;
            case 'r', 'v' -> second == 'e' ? 3 : 0;
            case 'l' -> second == 'l' ? 3 : 0;
            default -> 0;
        };
    }

    /** White space to the end of the text, or up to its last character if that isn't the only one. */
    private static int spaceEnd(byte[] utf8, int from, int to) {
        int end = Runs.end(utf8, from, to, UnicodeClasses.SPACE);
        int last = Runs.last(utf8, from, end);
        return end < to && last > from ? last : end;
    }
}
