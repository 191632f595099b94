package io.kindling.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Nd4jKernels;
import io.kindling.kernels.Team;
import io.kindling.model.Gpt;
import io.kindling.model.GptConfig;
import io.kindling.model.Inference;
import io.kindling.model.Initialisation;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

class DocumentBatchTest {
    private static final int TIME = 32;
    private static final int END = 299;
    private static final GptConfig CONFIG = new GptConfig(300, TIME, 32, 2, 2, 0, true);
    private static final int[] LENGTHS = {5, 100, 0, 33, 32, 1, 64, 17, 250, 31, 40, 3 * TIME + 5};
    private static final Scoring ROLLING = new Scoring(new Windowing.Rolling(), true, 3);

    private static Passage passage(int document) {
        int[] ids =
                new SplittableRandom(document).ints(LENGTHS[document], 0, END).toArray();
        return new Passage(ids, document + 1, 5L * document);
    }

    /** The scores of all documents, in batches of so many, on so many threads. */
    private static List<DocumentScore> scores(int together, int threads, Scoring scoring) {
        try (Kernels kernels = new CpuKernels();
                Team team = new Team(threads)) {
            Gpt gpt = new Gpt(CONFIG, kernels);
            Initialisation.gpt2(gpt.parameters(), 1);
            DocumentBatch<Integer> batch = new DocumentBatch<>(new Inference(gpt, team), END, TIME, scoring);
            List<Scored<Integer>> scores = new ArrayList<>();
            for (int i = 0; i < LENGTHS.length; i++) {
                batch.add(i, passage(i));
                if (i % together == together - 1 || i == LENGTHS.length - 1) {
                    scores.addAll(batch.score());
                }
            }
            assertThat(scores.stream().map(Scored::document))
                    .containsExactlyElementsOf(
                            IntStream.range(0, LENGTHS.length).boxed().toList());
            return scores.stream().map(Scored::score).toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "7, 2", "12, 3"})
    void aDocumentsScoreDependsNeitherOnItsCompanyNorOnTheThreads(int together, int threads) {
        assertThat(scores(together, threads, ROLLING))
                .usingRecursiveComparison()
                .isEqualTo(scores(12, 1, ROLLING));
    }

    @Test
    void aDocumentWithoutTokensScoresNothing() {
        DocumentScore empty = scores(12, 1, ROLLING).get(2);
        assertThat(empty.logLikelihood()).isEqualTo(new LogLikelihood(0, 0, 3, 10));
        assertThat(empty.windows()).isZero();
        assertThat(empty.tokens().ids()).isEmpty();
    }

    /** The sum is that of its tokens, and the likeliest tokens are at least as likely as the one that is there. */
    @Test
    void everyTokenIsGivenWithItsAlternatives() {
        List<DocumentScore> scores = scores(12, 1, ROLLING);
        for (int document = 0; document < LENGTHS.length; document++) {
            TokenScores tokens = scores.get(document).tokens();
            assertThat(tokens.ids()).isEqualTo(passage(document).ids());
            double sum = 0;
            for (int i = 0; i < tokens.ids().length; i++) {
                sum += tokens.logProbabilities()[i];
                double likeliest = tokens.likeliestLogProbabilities()[3 * i];
                assertThat(likeliest).isGreaterThanOrEqualTo(tokens.logProbabilities()[i]);
                assertThat(tokens.likeliest()[3 * i] == tokens.ids()[i])
                        .isEqualTo(likeliest == tokens.logProbabilities()[i]);
            }
            assertThat(scores.get(document).logLikelihood().sum()).isEqualTo(sum);
        }
    }

    @Test
    void aSlidingWindowGivesEachTokenMoreToGoOn() {
        Scoring sliding = Scoring.of(new Windowing.Sliding(TIME / 2));
        List<DocumentScore> scores = scores(12, 1, sliding);
        assertThat(scores.get(8).windows())
                .isGreaterThan(scores(12, 1, ROLLING).get(8).windows());
        assertThat(scores.get(8).tokens()).isNull();
        assertThat(scores.get(0).logLikelihood())
                .isEqualTo(scores(12, 1, ROLLING).get(0).logLikelihood());
        requireReference(sliding);
    }

    @Test
    void sumsAreThoseOfTheReferenceInDoublePrecision() {
        requireReference(ROLLING);
        requireReference(Scoring.of(new Windowing.Disjoint()));
    }

    /** Each window by itself through the plain kernels, in double precision. */
    private static void requireReference(Scoring scoring) {
        List<DocumentScore> scores = scores(12, 1, scoring);
        try (Kernels kernels = new Nd4jKernels(DataType.DOUBLE);
                Team team = new Team(1)) {
            Gpt gpt = new Gpt(CONFIG, kernels);
            Initialisation.gpt2(gpt.parameters(), 1);
            Inference inference = new Inference(gpt, team);
            for (int document = 0; document < LENGTHS.length; document++) {
                int[] sequence = IntStream.concat(
                                IntStream.of(END),
                                IntStream.of(passage(document).ids()))
                        .toArray();
                double sum = 0;
                for (Window window : scoring.windowing().windows(LENGTHS[document], TIME)) {
                    int[] inputs = IntStream.range(window.from(), window.to())
                            .map(i -> sequence[i])
                            .toArray();
                    int[] targets = IntStream.range(window.from(), window.to())
                            .map(i -> i < window.scored() ? -1 : sequence[i + 1])
                            .toArray();
                    for (double log : inference.logLikelihoods(inputs, targets, new int[] {inputs.length})) {
                        sum += log;
                    }
                }
                assertThat(scores.get(document).logLikelihood().sum())
                        .as("document %d", document)
                        .isCloseTo(sum, Percentage.withPercentage(1e-3));
            }
        }
    }
}
