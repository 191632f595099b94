package io.kindling.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntConsumer;

/**
 * Byte-level BPE from counted words: the commonest pair of adjacent tokens becomes a token, again and again.
 *
 * <p>The result depends on the words and their counts alone, not on their order: the higher count goes first, then the
 * smaller left id, then the smaller right id. No token is made twice from different pairs, since the bytes of a token,
 * wherever they stand between token boundaries, have gone through the same merges.
 */
public final class BpeTraining {
    /** The longest word in bytes, and so the longest token; longer runs of letters aren't language. */
    public static final int LONGEST_WORD = 1 << 14;

    private static final int SMALLEST_VOCABULARY = ByteAlphabet.SIZE + 1;

    private final TrainingWords words = new TrainingWords();

    /**
     * Pairs with the count they had when they were put here. Counts only fall afterwards, so one that comes up with its
     * count of now is the best of all, and one whose count has fallen goes back.
     */
    private final PriorityQueue<Candidate> candidates = new PriorityQueue<>(Candidate.BEST_FIRST);

    private BpeTraining() {}

    /**
     * Trains a tokenizer that splits as GPT-2 does.
     *
     * @see #train(PreTokenizer, Iterable, int, IntConsumer)
     */
    public static Bpe train(Iterable<WordCount> words, int vocabularySize) {
        return train(PreTokenizer.GPT2, words, vocabularySize, size -> {});
    }

    /**
     * Trains a tokenizer whose first 256 ids are the bytes in GPT-2's order, then the merges, then end of text.
     *
     * <p>Training ends early when no pair is left, with a smaller vocabulary than was asked for.
     *
     * @param words pieces of the corpus as {@code splitting} cuts it, in any order; repeats add up
     * @param progress is told how many tokens there are, after every merge
     * @throws IllegalArgumentException if vocabularySize is below 257 or above {@link Bpe#LARGEST_VOCABULARY}, or a
     *     count isn't positive
     * @throws BadDataException if a word is longer than {@link #LONGEST_WORD}
     */
    public static Bpe train(
            PreTokenizer splitting, Iterable<WordCount> words, int vocabularySize, IntConsumer progress) {
        requireSize(vocabularySize);
        BpeTraining training = new BpeTraining();
        words.forEach(training.words::add);
        return training.run(splitting, vocabularySize, progress);
    }

    /** Throws an IllegalArgumentException if a vocabulary can't have this size. */
    public static void requireSize(int vocabularySize) {
        if (vocabularySize < SMALLEST_VOCABULARY) {
            throw new IllegalArgumentException("vocabularySize (" + vocabularySize + ") must be at least "
                    + SMALLEST_VOCABULARY + ": 256 bytes and " + Tokenizer.END_OF_TEXT);
        }
        if (vocabularySize > Bpe.LARGEST_VOCABULARY) {
            throw new IllegalArgumentException(
                    "vocabularySize (" + vocabularySize + ") must be at most " + Bpe.LARGEST_VOCABULARY);
        }
    }

    private Bpe run(PreTokenizer splitting, int vocabularySize, IntConsumer progress) {
        List<byte[]> vocabulary = new ArrayList<>();
        for (int id = 0; id < ByteAlphabet.SIZE; id++) {
            vocabulary.add(new byte[] {ByteAlphabet.ordered(id)});
        }
        Merges merges = new Merges(vocabularySize - SMALLEST_VOCABULARY);
        propose(0);
        while (vocabulary.size() < vocabularySize - 1) {
            CountedPair pair = best();
            if (pair == null) {
                break;
            }
            int result = vocabulary.size();
            int known = words.pairs().size();
            words.merge(pair, result);
            propose(known);
            merges.add(pair.left, pair.right, result);
            vocabulary.add(concatenate(vocabulary.get(pair.left), vocabulary.get(pair.right)));
            progress.accept(vocabulary.size());
        }
        vocabulary.add(Tokenizer.END_OF_TEXT.getBytes(StandardCharsets.US_ASCII));
        return new Bpe(splitting, new Vocabulary(vocabulary), merges, vocabulary.size() - 1);
    }

    /** The commonest pair, or null if none is left. */
    private CountedPair best() {
        for (Candidate candidate = candidates.poll(); candidate != null; candidate = candidates.poll()) {
            CountedPair pair = candidate.pair;
            if (pair.count == candidate.count) {
                return pair;
            }
            if (pair.count > 0) {
                candidates.add(new Candidate(pair, pair.count));
            }
        }
        return null;
    }

    /** Puts the pairs that have arisen since there were {@code known} of them among the candidates. */
    private void propose(int known) {
        for (CountedPair pair : words.pairs().subList(known, words.pairs().size())) {
            candidates.add(new Candidate(pair, pair.count));
        }
    }

    private static byte[] concatenate(byte[] left, byte[] right) {
        byte[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }

    private record Candidate(CountedPair pair, long count) {
        static final Comparator<Candidate> BEST_FIRST = Comparator.comparingLong(Candidate::count)
                .reversed()
                .thenComparingInt(candidate -> candidate.pair.left)
                .thenComparingInt(candidate -> candidate.pair.right);
    }
}
