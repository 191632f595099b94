package io.kindling.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.kindling.model.Decoder;
import io.kindling.model.Gpt;
import io.kindling.model.GptConfig;
import io.kindling.model.Initialisation;
import io.kindling.model.TrainingStep;
import io.kindling.optim.AdamW;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What runs where the Vector API is missing agrees with what runs where it isn't. */
class ScalarPathTest {
    private static final GptConfig CONFIG = new GptConfig(200, 40, 48, 3, 2, 0.1, true);

    private record Outcome(double loss, double norm, Gpt gpt) {}

    private static Outcome trained(Kernels kernels, Team team) {
        Gpt gpt = new Gpt(CONFIG, kernels);
        Initialisation.gpt2(gpt.parameters(), 1);
        TrainingStep step = new TrainingStep(gpt, team, 3, 1);
        AdamW.Settings adamW = new AdamW.Settings(0.9, 0.95, 1e-8, 0.1, 1);
        AdamW optimizer = new AdamW(adamW, gpt.parameters(), step.gradient(), kernels, team);
        double loss = 0;
        double norm = 0;
        for (int i = 0; i < 3; i++) {
            int[] tokens = new SplittableRandom(i).ints(120, 0, 200).toArray();
            loss = step.run(tokens, tokens, new Dropout(0.1f, i));
            norm = optimizer.step(1e-3);
        }
        return new Outcome(loss, norm, gpt);
    }

    private static float[] logits(Gpt gpt, Team team) {
        Decoder decoder = new Decoder(gpt, team, 1);
        decoder.start(0, new int[] {1, 2, 3});
        decoder.append(new int[] {4});
        float[] logits = new float[CONFIG.vocabularySize()];
        decoder.logits(0, logits);
        return logits;
    }

    @Test
    void stepsAndGenerationAgreeWithinFloatRounding() {
        try (Kernels lanes = new CpuKernels(new VectorRows());
                Kernels scalars = new CpuKernels(new Rows());
                Team team = new Team(2)) {
            Outcome expected = trained(lanes, team);
            Outcome actual = trained(scalars, team);
            assertThat(actual.loss).isCloseTo(expected.loss, offset(2e-6));
            assertThat(actual.norm).isCloseTo(expected.norm, offset(2e-5));
            float[] a = logits(actual.gpt, team);
            float[] e = logits(expected.gpt, team);
            for (int i = 0; i < e.length; i++) {
                assertThat(a[i]).isCloseTo(e[i], offset(1e-4f));
            }
        }
    }
}
