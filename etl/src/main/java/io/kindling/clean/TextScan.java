package io.kindling.clean;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * The words and lines of a text, found in one pass and kept in arrays that are used again for the next: what all rules
 * about quality and repetition measure. Words are what lies between ASCII's white space; {@link Normalisation} turns
 * other white space into that. Lines are those that aren't blank, from their first word to their last. Characters are
 * code points.
 *
 * <p>Two lines with the same words have the same hash, however they are spaced.
 */
final class TextScan {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    byte[] text = {};
    /** Code points of the whole text. */
    int characters;

    int newlines;

    int words;
    int[] wordFrom = new int[1024];
    int[] wordTo = new int[1024];
    int[] wordCharacters = new int[1024];
    long[] wordHash = new long[1024];
    int wordsWithLetter;

    int lines;
    int[] lineFrom = new int[128];
    int[] lineTo = new int[128];
    int[] lineWords = new int[128];
    int[] lineCharacters = new int[128];
    long[] lineHash = new long[128];
    /** Which paragraph a line belongs to: they are what lies between blank lines. */
    int[] lineParagraph = new int[128];

    private final Repetition repetition = new Repetition(this);

    /** What repeats itself in the text that was scanned last. */
    Repetition repetition() {
        return repetition;
    }

    /** Scans the text, unless it is the very array that was scanned last. */
    TextScan read(byte[] utf8) {
        if (utf8 == text) {
            return this;
        }
        text = utf8;
        characters = 0;
        newlines = 0;
        words = 0;
        wordsWithLetter = 0;
        lines = 0;
        int paragraph = 0;
        for (int at = 0; at < utf8.length; at++) {
            int before = lines;
            at = line(at, paragraph);
            if (lines == before && lines > 0 && lineParagraph[lines - 1] == paragraph) {
                paragraph++;
            }
        }
        return this;
    }

    /** Scans a line and returns the place of the newline that ends it. */
    private int line(int from, int paragraph) {
        int at = from;
        int first = words;
        int inWords = 0;
        int spaces = 0;
        long hash = 0;
        while (at < text.length && text[at] != '\n') {
            if (text[at] >= 0 && text[at] <= ' ') {
                spaces++;
                at++;
            } else {
                at = word(at);
                inWords += wordCharacters[words - 1];
                hash = Hash64.combine(hash, wordHash[words - 1]);
            }
        }
        characters += inWords + spaces;
        if (at < text.length) {
            newlines++;
            characters++;
        }
        if (words > first) {
            int lineStart = wordFrom[first];
            int lineEnd = wordTo[words - 1];
            int outside = lineStart - from + at - lineEnd;
            addLine(lineStart, lineEnd, words - first, inWords + spaces - outside, hash, paragraph);
        }
        return at;
    }

    /** Scans a word and returns the place after it. */
    private int word(int from) {
        int at = from;
        int length = 0;
        long hash = FNV_OFFSET;
        boolean letter = false;
        boolean ascii = true;
        while (at < text.length) {
            byte unit = text[at];
            if (unit >= 0 && unit <= ' ') {
                break;
            }
            hash = (hash ^ unit) * FNV_PRIME;
            length += (unit & 0xC0) == 0x80 ? 0 : 1;
            int lower = unit | 0x20;
            letter |= lower >= 'a' && lower <= 'z';
            ascii &= unit >= 0;
            at++;
        }
        if (letter || (!ascii && hasLetter(from, at))) {
            wordsWithLetter++;
        }
        addWord(from, at, length, Hash64.mix(hash));
        return at;
    }

    private boolean hasLetter(int from, int to) {
        return new String(text, from, to - from, UTF_8).codePoints().anyMatch(Character::isLetter);
    }

    private void addWord(int from, int to, int length, long hash) {
        if (words == wordFrom.length) {
            int capacity = 2 * words;
            wordFrom = Arrays.copyOf(wordFrom, capacity);
            wordTo = Arrays.copyOf(wordTo, capacity);
            wordCharacters = Arrays.copyOf(wordCharacters, capacity);
            wordHash = Arrays.copyOf(wordHash, capacity);
        }
        wordFrom[words] = from;
        wordTo[words] = to;
        wordCharacters[words] = length;
        wordHash[words++] = hash;
    }

    private void addLine(int from, int to, int wordCount, int length, long hash, int paragraph) {
        if (lines == lineFrom.length) {
            int capacity = 2 * lines;
            lineFrom = Arrays.copyOf(lineFrom, capacity);
            lineTo = Arrays.copyOf(lineTo, capacity);
            lineWords = Arrays.copyOf(lineWords, capacity);
            lineCharacters = Arrays.copyOf(lineCharacters, capacity);
            lineHash = Arrays.copyOf(lineHash, capacity);
            lineParagraph = Arrays.copyOf(lineParagraph, capacity);
        }
        lineFrom[lines] = from;
        lineTo[lines] = to;
        lineWords[lines] = wordCount;
        lineCharacters[lines] = length;
        lineHash[lines] = hash;
        lineParagraph[lines++] = paragraph;
    }

    /** Whether ASCII text, in lower case, occurs between two places, in any case. */
    boolean contains(String lower, int from, int to) {
        int last = to - lower.length();
        for (int at = from; at <= last; at++) {
            if (beginsWith(lower, at)) {
                return true;
            }
        }
        return false;
    }

    private boolean beginsWith(String lower, int at) {
        for (int index = 0; index < lower.length(); index++) {
            int unit = text[at + index];
            if ((unit >= 'A' && unit <= 'Z' ? unit + 32 : unit) != lower.charAt(index)) {
                return false;
            }
        }
        return true;
    }

    /** The last code point before a place. */
    int characterBefore(int to) {
        int at = to - 1;
        if (text[at] >= 0) {
            return text[at];
        }
        while (at > 0 && (text[at] & 0xC0) == 0x80) {
            at--;
        }
        return new String(text, at, to - at, UTF_8).codePointAt(0);
    }

    /** The first code point from a place on. */
    int characterAt(int from) {
        if (text[from] >= 0) {
            return text[from];
        }
        return new String(text, from, Math.min(4, text.length - from), UTF_8).codePointAt(0);
    }

    /** Whether a line ends in three dots or the one character for them. */
    boolean endsInEllipsis(int line) {
        int to = lineTo[line];
        return characterBefore(to) == '\u2026'
                || (to - lineFrom[line] >= 3 && text[to - 1] == '.' && text[to - 2] == '.' && text[to - 3] == '.');
    }
}
