package io.kindling.clean;

import java.util.Arrays;

/**
 * Sequences of words as 64-bit hashes, by which documents are compared. Words here are runs of letters and digits, with
 * ASCII's in lower case, so punctuation, white space and capitals make no difference; a Han or kana character is a word
 * of its own, as those scripts leave out spaces. Arrays are used again for the next text.
 */
final class Shingles {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long BASE = 0x9e3779b97f4a7c15L;

    private final int length;
    private final long highest;
    private long[] hashes = new long[1024];
    private int words;

    /** Sequences of so many words. */
    Shingles(int length) {
        this.length = length;
        long power = 1;
        for (int place = 1; place < length; place++) {
            power *= BASE;
        }
        highest = power;
    }

    /**
     * Finds those of a text: a text with fewer words has one of all of them, a text without words none.
     *
     * @return how many there are, equal ones counted each time
     */
    int read(byte[] text) {
        readWords(text);
        if (words == 0) {
            return 0;
        }
        int window = Math.min(length, words);
        long hash = 0;
        for (int word = 0; word < window; word++) {
            hash = hash * BASE + hashes[word];
        }
        long power = window == length ? highest : 0;
        int count = words - window + 1;
        for (int first = 0; first < count; first++) {
            long leaving = hashes[first];
            hashes[first] = Hash64.mix(hash); // the word itself isn't needed any more
            if (first + window < words) {
                hash = (hash - leaving * power) * BASE + hashes[first + window];
            }
        }
        return count;
    }

    /** How many words the text has that was read last. */
    int words() {
        return words;
    }

    /** The hashes, of which the first {@link #read} are those of the text. */
    long[] hashes() {
        return hashes;
    }

    /** The text's shingles as a sorted set of 32-bit hashes: two in a million of a set of 10,000 are alike by chance. */
    int[] set(byte[] text) {
        int count = read(text);
        int[] set = new int[count];
        for (int index = 0; index < count; index++) {
            set[index] = (int) (hashes[index] >>> 32);
        }
        Arrays.sort(set);
        int distinct = 0;
        for (int index = 0; index < count; index++) {
            if (index == 0 || set[index] != set[index - 1]) {
                set[distinct++] = set[index];
            }
        }
        return Arrays.copyOf(set, distinct);
    }

    private void readWords(byte[] text) {
        words = 0;
        int at = 0;
        while (at < text.length) {
            int width = letter(text, at);
            if (width == 0) {
                at++;
                continue;
            }
            long hash = FNV_OFFSET;
            int from = at;
            do {
                for (int end = at + width; at < end; at++) {
                    int unit = text[at];
                    hash = (hash ^ (unit >= 'A' && unit <= 'Z' ? unit + 32 : unit)) * FNV_PRIME;
                }
                width = isWordByItself(text, from) || isWordByItself(text, at) ? 0 : letter(text, at);
            } while (width > 0);
            add(Hash64.mix(hash));
        }
    }

    private void add(long hash) {
        if (words == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * words);
        }
        hashes[words++] = hash;
    }

    /** The bytes of the letter or digit at a place, or 0 where there is something else. Above ASCII, by blocks. */
    private static int letter(byte[] text, int at) {
        if (at >= text.length) {
            return 0;
        }
        int unit = text[at];
        if (unit >= 0) {
            int lower = unit | 0x20;
            return (lower >= 'a' && lower <= 'z') || (unit >= '0' && unit <= '9') ? 1 : 0;
        }
        int first = unit & 0xFF;
        if (first < 0xC3) {
            return 0; // continuation bytes; U+0080 to U+00BF, signs
        }
        if (first < 0xE0) {
            return 2;
        }
        boolean punctuation = first == 0xE2 // U+2000 to U+2FFF
                || (first == 0xE3 && text[at + 1] == (byte) 0x80) // U+3000 to U+303F
                || first == 0xEF; // U+F000 on: private use, presentation and full-width forms
        return punctuation ? 0 : first < 0xF0 ? 3 : 4;
    }

    /** Han and kana: U+3040 to U+9FFF, and U+20000 to U+3FFFF. */
    private static boolean isWordByItself(byte[] text, int at) {
        if (at >= text.length) {
            return false;
        }
        int first = text[at] & 0xFF;
        return (first >= 0xE3 && first <= 0xE9) || (first == 0xF0 && (text[at + 1] & 0xFF) >= 0xA0);
    }
}
