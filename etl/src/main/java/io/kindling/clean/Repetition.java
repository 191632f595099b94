package io.kindling.clean;

/** How much of a scanned text repeats itself. */
final class Repetition {
    private static final long BASE = 0x9e3779b97f4a7c15L;

    private final TextScan scan;
    private final NgramTable table = new NgramTable();
    private int parts;
    private int duplicates;
    private int duplicateCharacters;

    Repetition(TextScan scan) {
        this.scan = scan;
    }

    /** Counts the lines that occurred before. */
    void lines() {
        begin(scan.lines);
        for (int line = 0; line < scan.lines; line++) {
            part(scan.lineHash[line], scan.lineCharacters[line]);
        }
    }

    /** Counts the paragraphs that occurred before. */
    void paragraphs() {
        begin(scan.lines);
        for (int line = 0; line < scan.lines; ) {
            int first = line;
            long hash = 0;
            int characters = 0;
            for (; line < scan.lines && scan.lineParagraph[line] == scan.lineParagraph[first]; line++) {
                hash = Hash64.combine(hash, scan.lineHash[line]);
                characters += scan.lineCharacters[line];
            }
            part(hash, characters);
        }
    }

    private void begin(int most) {
        table.clear(most);
        parts = 0;
        duplicates = 0;
        duplicateCharacters = 0;
    }

    private void part(long hash, int characters) {
        parts++;
        if (table.add(hash) > 1) {
            duplicates++;
            duplicateCharacters += characters;
        }
    }

    /** Which share of the parts that were counted last are duplicates. */
    double share() {
        return parts == 0 ? 0 : (double) duplicates / parts;
    }

    /** Which share of all characters is in duplicates. */
    double characterShare() {
        return (double) duplicateCharacters / Math.max(1, scan.characters);
    }

    /**
     * The share by characters of the most frequent sequence of {@code length} words, if it occurs twice; among equally
     * frequent ones, the longest's.
     */
    double topNgram(int length) {
        table.clear(scan.words);
        Ngrams ngrams = new Ngrams(scan, length);
        int most = 1;
        int characters = 0;
        while (ngrams.next()) {
            int count = table.add(ngrams.hash());
            if (count > most || (count == most && count > 1)) {
                characters = count > most ? ngrams.characters() : Math.max(characters, ngrams.characters());
                most = count;
            }
        }
        return (double) most * characters / Math.max(1, scan.characters);
    }

    /** The share by characters of the sequences of {@code length} words that occurred before, side by side. */
    double duplicateNgrams(int length) {
        table.clear(scan.words);
        Ngrams ngrams = new Ngrams(scan, length);
        long characters = 0;
        int free = 0;
        while (ngrams.next()) {
            if (ngrams.first() >= free && table.add(ngrams.hash()) > 1) {
                characters += ngrams.characters();
                free = ngrams.first() + length;
            }
        }
        return (double) characters / Math.max(1, scan.characters);
    }

    /** Goes over all sequences of so many words; each hash follows from the one before. */
    private static final class Ngrams {
        private final TextScan scan;
        private final int length;
        private final long highest;
        private int end;
        private long hash;
        private int characters;

        Ngrams(TextScan scan, int length) {
            this.scan = scan;
            this.length = length;
            long power = 1;
            for (int place = 1; place < length; place++) {
                power *= BASE;
            }
            highest = power;
            while (end < Math.min(length - 1, scan.words)) {
                take();
            }
        }

        private void take() {
            hash = hash * BASE + scan.wordHash[end];
            characters += scan.wordCharacters[end++];
        }

        boolean next() {
            if (end >= scan.words) {
                return false;
            }
            if (end >= length) {
                hash -= scan.wordHash[end - length] * highest;
                characters -= scan.wordCharacters[end - length];
            }
            take();
            return end >= length;
        }

        int first() {
            return end - length;
        }

        long hash() {
            return hash;
        }

        /** Of the words and of the spaces between them. */
        int characters() {
            return characters + length - 1;
        }
    }
}
