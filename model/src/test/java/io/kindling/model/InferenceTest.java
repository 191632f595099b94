package io.kindling.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Offset.offset;

import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Dropout;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Team;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferenceTest {
    private static final int[] LENGTHS = {1, 40, 7, 39, 2, 40, 40, 40, 12, 13, 40, 40, 40, 40, 25, 40, 40, 40, 3, 40, 31
    };

    private final Kernels kernels = new CpuKernels();

    @AfterEach
    void free() {
        kernels.close();
    }

    private static int[] tokens(GptConfig config, int count, long seed) {
        return new SplittableRandom(seed)
                .ints(count, 0, config.vocabularySize())
                .toArray();
    }

    private Gpt gpt(GptConfig config) {
        Gpt gpt = new Gpt(config, kernels);
        Initialisation.gpt2(gpt.parameters(), 1);
        return gpt;
    }

    @ParameterizedTest
    @CsvSource({"11, 8, 2", "300, 32, 4", "5000, 128, 2", "500, 96, 3"})
    void aSequencesBitsDependNeitherOnItsCompanyNorOnTheThreads(int vocabulary, int width, int heads) {
        GptConfig config = new GptConfig(vocabulary, 40, width, heads, 2, 0, true);
        Gpt gpt = gpt(config);
        int total = Arrays.stream(LENGTHS).sum();
        int[] inputs = tokens(config, total, 1);
        int[] targets = tokens(config, total, 2);
        targets[3] = -1;
        double[] together = scored(gpt, 1, inputs, targets, LENGTHS);
        assertThat(scored(gpt, 3, inputs, targets, LENGTHS)).isEqualTo(together);
        assertThat(together[3]).isZero();
        int first = 0;
        for (int length : LENGTHS) {
            int last = first + length;
            double[] alone = scored(
                    gpt,
                    1,
                    Arrays.copyOfRange(inputs, first, last),
                    Arrays.copyOfRange(targets, first, last),
                    new int[] {length});
            assertThat(alone).as("tokens %d to %d", first, last).isEqualTo(Arrays.copyOfRange(together, first, last));
            first = last;
        }
    }

    @Test
    void theMeanIsTheLossOfATrainingStep() {
        GptConfig config = new GptConfig(9000, 40, 32, 4, 2, 0, true);
        Gpt gpt = gpt(config);
        int[] inputs = tokens(config, 3 * 40, 1);
        int[] targets = tokens(config, 3 * 40, 2);
        try (Team team = new Team(1)) {
            double loss = new TrainingStep(gpt, team, 3, 1).run(inputs, targets, Dropout.NONE);
            double sum = Arrays.stream(scored(gpt, 1, inputs, targets, new int[] {40, 40, 40}))
                    .sum();
            assertThat(-sum / inputs.length).isCloseTo(loss, offset(1e-6));
        }
    }

    @Test
    void contextThatNobodyAsksAboutChangesNothing() {
        GptConfig config = new GptConfig(5000, 40, 32, 4, 2, 0, true);
        Gpt gpt = gpt(config);
        int total = Arrays.stream(LENGTHS).sum();
        int[] inputs = tokens(config, total, 1);
        int[] targets = tokens(config, total, 2);
        double[] all = scored(gpt, 1, inputs, targets, LENGTHS);
        int[] some = targets.clone();
        int first = 0;
        for (int i = 0; i < LENGTHS.length; i++) {
            Arrays.fill(some, first, first + Math.min(LENGTHS[i], 3 * i), -1);
            first += LENGTHS[i];
        }
        double[] expected = IntStream.range(0, total)
                .mapToDouble(i -> some[i] < 0 ? 0 : all[i])
                .toArray();
        assertThat(scored(gpt, 2, inputs, some, LENGTHS)).isEqualTo(expected);
    }

    /** More of the vocabulary than one piece, and every token equally likely where the embedding is zero. */
    @Test
    void theLikeliestTokensComeInTheirOrder() {
        GptConfig config = new GptConfig(5000, 40, 32, 4, 2, 0, true);
        Gpt gpt = gpt(config);
        int[] inputs = tokens(config, 80, 1);
        int[] targets = tokens(config, 80, 2);
        targets[5] = -1;
        try (Team team = new Team(2)) {
            Inference inference = new Inference(gpt, team);
            Predictions three = inference.predict(inputs, targets, new int[] {40, 40}, 3);
            Predictions all = inference.predict(inputs, targets, new int[] {40, 40}, 5000);
            assertThat(three.alternatives()).isEqualTo(3);
            assertThat(three.logProbabilities()).isEqualTo(all.logProbabilities());
            assertThat(Arrays.copyOfRange(three.likeliest(), 15, 18)).containsOnly(-1);
            for (int place = 0; place < 80; place++) {
                if (targets[place] < 0) {
                    continue;
                }
                int[] ids = Arrays.copyOfRange(all.likeliest(), 5000 * place, 5000 * (place + 1));
                double[] logs = Arrays.copyOfRange(all.likeliestLogProbabilities(), 5000 * place, 5000 * (place + 1));
                assertThat(Arrays.copyOfRange(three.likeliest(), 3 * place, 3 * place + 3))
                        .isEqualTo(Arrays.copyOf(ids, 3));
                assertThat(Arrays.stream(ids).distinct().count()).isEqualTo(5000);
                assertThat(logs).isSortedAccordingTo(Comparator.reverseOrder());
                assertThat(Arrays.stream(logs).map(Math::exp).sum()).isCloseTo(1, offset(1e-5));
                int target = targets[place];
                int rank = IntStream.range(0, 5000)
                        .filter(i -> ids[i] == target)
                        .findFirst()
                        .orElseThrow();
                assertThat(logs[rank]).isEqualTo(all.logProbabilities()[place]);
            }
            gpt.parameters().put(new float[Math.toIntExact(Parameters.count(config))]);
            assertThat(inference
                            .predict(new int[] {1}, new int[] {2}, new int[] {1}, 3)
                            .likeliest())
                    .containsExactly(0, 1, 2);
        }
    }

    private static double[] scored(Gpt gpt, int threads, int[] inputs, int[] targets, int[] lengths) {
        try (Team team = new Team(threads)) {
            return new Inference(gpt, team).logLikelihoods(inputs, targets, lengths);
        }
    }

    @Test
    void lengthsThatCannotBeAreRefused() {
        Inference inference = new Inference(gpt(new GptConfig(11, 40, 8, 2, 1, 0, true)), 40);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> inference.logLikelihoods(new int[41], new int[41], new int[] {41}))
                .withMessage("a sequence of 41 tokens must have 1 to contextLength (40)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> inference.logLikelihoods(new int[3], new int[3], new int[] {1, 1}))
                .withMessage("lengths add up to 2 for 3 tokens");
    }
}
