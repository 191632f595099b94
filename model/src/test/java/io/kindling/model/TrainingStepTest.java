package io.kindling.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Dropout;
import io.kindling.kernels.GradientCheck;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Matrices;
import io.kindling.kernels.Nd4jKernels;
import io.kindling.kernels.Team;
import io.kindling.optim.AdamW;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

class TrainingStepTest {
    private static final GptConfig SMALL = new GptConfig(11, 5, 8, 2, 2, 0.2, true);
    /** More than one piece of the vocabulary, more than one chunk of rows. */
    private static final GptConfig WIDE = new GptConfig(9000, 70, 16, 2, 2, 0.1, true);

    private static int[] tokens(GptConfig config, int batch, long seed) {
        return new SplittableRandom(seed)
                .ints((long) batch * config.contextLength(), 0, config.vocabularySize())
                .toArray();
    }

    @ParameterizedTest
    @CsvSource({"true, 0", "true, 0.3", "false, 0"})
    void everyParametersGradientEqualsCentralDifferences(boolean bias, double dropout) {
        GptConfig config = new GptConfig(11, 5, 8, 2, 2, dropout, bias);
        Dropout mask = new Dropout((float) dropout, 3);
        try (Kernels kernels = new Nd4jKernels(DataType.DOUBLE);
                Team team = new Team(1)) {
            Gpt gpt = new Gpt(config, kernels);
            TrainingStep step = new TrainingStep(gpt, team, 2, 1);
            for (Parameters.Entry entry : Parameters.layout(config)) {
                fill(gpt, entry, kernels);
            }
            int[] inputs = tokens(config, 2, 1);
            int[] targets = tokens(config, 2, 2);
            targets[3] = -1;
            step.run(inputs, targets, mask);
            Parameters gradient = new Parameters(config, kernels);
            kernels.prefill(null, step.gradient().flat(), gradient.flat());
            for (Parameters.Entry entry : Parameters.layout(config)) {
                String name = entry.name();
                GradientCheck.check(
                        name,
                        () -> step.run(inputs, targets, mask),
                        gpt.parameters().tensor(name),
                        gradient.tensor(name),
                        entry.rank() == 2 ? 53 : 7);
            }
        }
    }

    private static void fill(Gpt gpt, Parameters.Entry entry, Kernels kernels) {
        kernels.prefill(
                null,
                Matrices.random(kernels, entry.rows(), entry.columns(), entry.offset()),
                gpt.parameters().tensor(entry.name()));
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        float[] one = trained(WIDE, 1);
        for (int threads : new int[] {2, 3, 16}) {
            assertThat(trained(WIDE, threads)).as(threads + " threads").isEqualTo(one);
        }
    }

    /** The parameters after three steps. */
    private static float[] trained(GptConfig config, int threads) {
        try (Kernels kernels = new CpuKernels();
                Team team = new Team(threads)) {
            Gpt gpt = new Gpt(config, kernels);
            Initialisation.gpt2(gpt.parameters(), 1);
            TrainingStep step = new TrainingStep(gpt, team, 9, 1);
            AdamW optimizer = new AdamW(
                    new AdamW.Settings(0.9, 0.95, 1e-8, 0.1, 1), gpt.parameters(), step.gradient(), kernels, team);
            for (int i = 0; i < 3; i++) {
                step.run(tokens(config, 9, i), tokens(config, 9, i + 1), new Dropout(0.1f, i));
                optimizer.step(1e-3);
            }
            return flat(gpt.parameters());
        }
    }

    private static float[] flat(Parameters parameters) {
        float[] values = new float[Math.toIntExact(parameters.flat().size())];
        parameters.flat().get(0, 0, values, 0, values.length);
        return values;
    }

    @Test
    void microbatchesEqualOneBatch() {
        assertMicrobatchesEqualOneBatch(new Nd4jKernels(DataType.DOUBLE), 1e-7f);
        // Gradients are up to 0.2, and in float32 sums end otherwise in another order.
        assertMicrobatchesEqualOneBatch(new CpuKernels(), 1e-6f);
    }

    private static void assertMicrobatchesEqualOneBatch(Kernels ofTest, float tolerance) {
        GptConfig config = new GptConfig(11, 5, 8, 2, 2, 0, true);
        try (Kernels kernels = ofTest;
                Team team = new Team(2)) {
            Gpt gpt = new Gpt(config, kernels);
            Initialisation.gpt2(gpt.parameters(), 1);
            TrainingStep whole = new TrainingStep(gpt, team, 6, 1);
            TrainingStep parts = new TrainingStep(gpt, team, 2, 3);
            int[] inputs = tokens(config, 6, 1);
            int[] targets = tokens(config, 6, 2);
            targets[0] = -1;
            double loss = whole.run(inputs, targets, Dropout.NONE);
            assertThat(parts.run(inputs, targets, Dropout.NONE)).isCloseTo(loss, offset(1e-6));
            float[] expected = flat(whole.gradient());
            float[] actual = flat(parts.gradient());
            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i]).isCloseTo(expected[i], offset(tolerance));
            }
        }
    }

    @Test
    void aLaterTokenNeverChangesAnEarlierLogit() {
        try (Kernels kernels = new CpuKernels()) {
            Gpt gpt = new Gpt(SMALL, kernels);
            Initialisation.gpt2(gpt.parameters(), 1);
            Inference inference = new Inference(gpt, 5);
            double[] before = Matrices.values(inference.forward(new int[] {1, 2, 3, 4, 5}, new int[] {5}));
            double[] after = Matrices.values(inference.forward(new int[] {1, 2, 3, 9, 10}, new int[] {5}));
            assertThat(Arrays.copyOf(after, 3 * 8)).isEqualTo(Arrays.copyOf(before, 3 * 8));
            assertThat(after).isNotEqualTo(before);
        }
    }
}
