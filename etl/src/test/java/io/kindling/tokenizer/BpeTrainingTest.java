package io.kindling.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BpeTrainingTest {
    @Test
    void theCommonestPairIsMergedFirst() {
        Bpe bpe = BpeTraining.train(List.of(word("hug", 10), word("pug", 5), word("pun", 12), word("bun", 4)), 260);
        assertThat(tokens(bpe)).containsExactly("pu", "pun", "hu"); // 17, 12 and 10, like ug
        assertThat(bpe.endOfText()).isEqualTo(259);
    }

    @Test
    void bytesComeFirstInTheOrderOfGpt2() {
        Bpe bpe = BpeTraining.train(List.of(), 257);
        assertThat(bpe.vocabularySize()).isEqualTo(257);
        for (int id = 0; id < 256; id++) {
            assertThat(bpe.decode(new int[] {id})).isEqualTo(Gpt2.BPE.decode(new int[] {id}));
        }
    }

    @Test
    void amongEqualCountsTheSmallerPairGoesFirst() {
        assertThat(tokens(BpeTraining.train(List.of(word("zy", 3), word("xz", 3), word("xy", 3)), 260)))
                .containsExactly("xy", "xz", "zy");
    }

    @Test
    void countsPassTwoToThe31() {
        Bpe bpe = BpeTraining.train(
                List.of(word("ab", 3_000_000_000L), word("cd", 2_147_483_648L), word("acd", 2_000_000_000L)), 259);
        assertThat(tokens(bpe)).containsExactly("cd", "ab"); // 4.1 billion before 3, although its int is negative
    }

    @Test
    void trainingEndsWhenNoPairIsLeft() {
        assertThat(BpeTraining.train(List.of(word("abc", 1)), 1_000).vocabularySize())
                .isEqualTo(259);
    }

    @Test
    void theOrderOfWordsAndTheirRepeatsMakeNoDifference() {
        List<WordCount> words = new ArrayList<>(randomWords(new Random(4), 400, 6));
        String sha256 = BpeTraining.train(words, 700).sha256();
        for (int i = 0; i < 3; i++) {
            Collections.shuffle(words, new Random(i));
            assertThat(BpeTraining.train(words, 700).sha256()).isEqualTo(sha256);
        }
        List<WordCount> halves = new ArrayList<>();
        for (WordCount word : words) {
            halves.add(0, new WordCount(word.word(), 1));
            halves.add(new WordCount(word.word(), word.count()));
        }
        words.replaceAll(word -> new WordCount(word.word(), word.count() + 1));
        assertThat(BpeTraining.train(halves, 700).sha256())
                .isEqualTo(BpeTraining.train(words, 700).sha256());
    }

    @Test
    void mergesEqualThoseOfThePlainAlgorithm() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            List<WordCount> words = randomWords(random, 60, 1 + random.nextInt(5));
            assertThat(merges(BpeTraining.train(words, 330))).isEqualTo(plainMerges(words, 330));
        }
    }

    @Test
    void noTokenIsMadeTwiceAndEachIsEncodedAsItself() {
        for (int seed = 0; seed < 40; seed++) {
            Bpe bpe = BpeTraining.train(randomWords(new Random(seed), 200, 2), 700);
            Set<String> tokens = new HashSet<>(tokens(bpe));
            assertThat(tokens).hasSize(bpe.merges().size());
            for (int id = 0; id < bpe.endOfText(); id++) {
                byte[] token = bpe.vocabulary().token(id);
                assertThat(bpe.encode(token, 0, token.length)).containsExactly(id);
            }
        }
    }

    @Test
    void aVocabularyBelowTheAlphabetIsRefused() {
        assertThatThrownBy(() -> BpeTraining.train(List.of(), 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("vocabularySize (100) must be at least 257: 256 bytes and <|endoftext|>");
        assertThatThrownBy(() -> BpeTraining.train(List.of(), 2_000_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("vocabularySize (2000000) must be at most 1048576");
    }

    @Test
    void endlessWordsAndEmptyCountsAreRefused() {
        assertThatThrownBy(() -> BpeTraining.train(List.of(word("a".repeat(20_000), 1)), 300))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "a word of 20000 bytes must have at most 16384: leave out or break up such runs in the corpus");
        assertThatThrownBy(() -> BpeTraining.train(List.of(word("a", 0)), 300))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("count (0) of a word must be positive");
    }

    private static WordCount word(String text, long count) {
        return new WordCount(text.getBytes(UTF_8), count);
    }

    /** Different words over a small alphabet, so that pairs repeat, overlap and tie. */
    private static List<WordCount> randomWords(Random random, int words, int letters) {
        Map<String, Long> counts = new TreeMap<>();
        for (int i = 0; i < words; i++) {
            StringBuilder word = new StringBuilder();
            for (int k = random.nextInt(12); k >= 0; k--) {
                word.append((char) ('a' + random.nextInt(letters)));
            }
            counts.put(word.toString(), 1L + random.nextInt(6));
        }
        List<WordCount> list = new ArrayList<>();
        counts.forEach((word, count) -> list.add(word(word, count)));
        return list;
    }

    private static List<String> tokens(Bpe bpe) {
        List<String> tokens = new ArrayList<>();
        for (int id = 256; id < bpe.endOfText(); id++) {
            tokens.add(bpe.text(new int[] {id}));
        }
        return tokens;
    }

    private static List<List<Integer>> merges(Bpe bpe) {
        List<List<Integer>> merges = new ArrayList<>();
        for (int rank = 0; rank < bpe.merges().size(); rank++) {
            merges.add(List.of(bpe.merges().left(rank), bpe.merges().right(rank)));
        }
        return merges;
    }

    /** Counts every pair anew for each merge. */
    private static List<List<Integer>> plainMerges(List<WordCount> words, int vocabularySize) {
        List<List<Integer>> sequences = new ArrayList<>();
        for (WordCount word : words) {
            List<Integer> sequence = new ArrayList<>();
            for (byte b : word.word()) {
                sequence.add(b - '!'); // GPT-2's id of a printable character
            }
            sequences.add(sequence);
        }
        List<List<Integer>> merges = new ArrayList<>();
        for (int result = 256; result < vocabularySize - 1; result++) {
            Map<List<Integer>, Long> counts = new HashMap<>();
            for (int w = 0; w < sequences.size(); w++) {
                for (int i = 0; i + 1 < sequences.get(w).size(); i++) {
                    List<Integer> pair = List.copyOf(sequences.get(w).subList(i, i + 2));
                    counts.merge(pair, words.get(w).count(), Long::sum);
                }
            }
            if (counts.isEmpty()) {
                break;
            }
            List<Integer> best = Collections.min(
                    counts.keySet(),
                    (a, b) -> !counts.get(a).equals(counts.get(b))
                            ? Long.compare(counts.get(b), counts.get(a))
                            : a.get(0).equals(b.get(0)) ? a.get(1) - b.get(1) : a.get(0) - b.get(0));
            for (List<Integer> sequence : sequences) {
                for (int i = 0; i + 1 < sequence.size(); i++) {
                    if (sequence.subList(i, i + 2).equals(best)) {
                        sequence.set(i, result);
                        sequence.remove(i + 1);
                    }
                }
            }
            merges.add(best);
        }
        return merges;
    }
}
