package io.kindling.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Offset.offset;

import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Dropout;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Team;
import java.util.Arrays;
import java.util.SplittableRandom;
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
        gpt.parameters().put(Initialisation.gpt2(config, 1));
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
