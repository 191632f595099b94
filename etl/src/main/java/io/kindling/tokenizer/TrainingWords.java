package io.kindling.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The words of a corpus as sequences of tokens, merged step by step, and the count of every pair in them. */
final class TrainingWords {
    private static final int MOST_SYMBOLS = Integer.MAX_VALUE - 8;

    private final int[] byteIds = new int[ByteAlphabet.SIZE];
    private final Ids symbols = new Ids(1 << 16); // of all words, each from its start
    private final Ids starts = new Ids(1 << 12);
    private final Ids lengths = new Ids(1 << 12); // in symbols: fewer with every merge
    private long[] counts = new long[1 << 12];

    private final PairMap numbers = new PairMap(1 << 12);
    private final List<CountedPair> pairs = new ArrayList<>(); // by number, in order of arising

    TrainingWords() {
        for (int id = 0; id < ByteAlphabet.SIZE; id++) {
            byteIds[ByteAlphabet.ordered(id) & 0xFF] = id;
        }
    }

    /** All pairs that ever arose. Those of a merge come after those before it. */
    List<CountedPair> pairs() {
        return pairs;
    }

    void add(WordCount word) {
        int length = word.word().length;
        if (word.count() <= 0) {
            throw new IllegalArgumentException("count (" + word.count() + ") of a word must be positive");
        }
        if (length > BpeTraining.LONGEST_WORD) {
            throw new BadDataException("a word of " + length + " bytes must have at most " + BpeTraining.LONGEST_WORD
                    + ": leave out or break up such runs in the corpus");
        }
        if (length > MOST_SYMBOLS - symbols.size()) {
            throw new BadDataException(
                    "the different words of the corpus must have at most " + MOST_SYMBOLS + " bytes: drop the rarest");
        }
        int number = starts.size();
        starts.add(symbols.size());
        lengths.add(length);
        if (number == counts.length) {
            counts = Arrays.copyOf(counts, counts.length + (counts.length >> 1));
        }
        counts[number] = word.count();
        for (byte b : word.word()) {
            symbols.add(byteIds[b & 0xFF]);
        }
        for (int i = starts.get(number); i < symbols.size() - 1; i++) {
            count(symbols.get(i), symbols.get(i + 1), word.count(), number);
        }
    }

    /** Replaces a pair by a new id in all words, from left to right. */
    void merge(CountedPair pair, int result) {
        for (int i = 0; i < pair.words.size(); i++) {
            int word = pair.words.get(i);
            if (has(word, pair)) {
                merge(word, pair, result);
            }
        }
        pair.words = null; // it doesn't arise again
    }

    /** Takes a word's pairs out of the counts, merges it, and counts the pairs that it has then. */
    private void merge(int word, CountedPair pair, int result) {
        int start = starts.get(word);
        int end = start + lengths.get(word);
        for (int i = start; i < end - 1; i++) {
            pairs.get(numbers.get(symbols.get(i), symbols.get(i + 1))).count -= counts[word];
        }
        int kept = start;
        for (int i = start; i < end; i++) {
            boolean both = i + 1 < end && symbols.get(i) == pair.left && symbols.get(i + 1) == pair.right;
            symbols.set(kept++, both ? result : symbols.get(i));
            i += both ? 1 : 0;
        }
        lengths.set(word, kept - start);
        for (int i = start; i < kept - 1; i++) {
            int left = symbols.get(i);
            int right = symbols.get(i + 1);
            if (left == result || right == result) {
                count(left, right, counts[word], word);
            } else {
                pairs.get(numbers.get(left, right)).count += counts[word];
            }
        }
    }

    private boolean has(int word, CountedPair pair) {
        int last = starts.get(word) + lengths.get(word) - 1;
        for (int i = starts.get(word); i < last; i++) {
            if (symbols.get(i) == pair.left && symbols.get(i + 1) == pair.right) {
                return true;
            }
        }
        return false;
    }

    private void count(int left, int right, long count, int word) {
        int number = numbers.get(left, right);
        if (number == PairMap.ABSENT) {
            number = pairs.size();
            numbers.put(left, right, number);
            pairs.add(new CountedPair(left, right));
        }
        CountedPair pair = pairs.get(number);
        pair.count = Math.addExact(pair.count, count);
        if (pair.words.size() == 0 || pair.words.get(pair.words.size() - 1) != word) {
            pair.words.add(word);
        }
    }
}
