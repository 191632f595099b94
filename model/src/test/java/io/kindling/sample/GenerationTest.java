package io.kindling.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Kernels;
import io.kindling.model.Decoder;
import io.kindling.model.Gpt;
import io.kindling.model.GptConfig;
import io.kindling.model.Inference;
import io.kindling.model.Initialisation;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GenerationTest {
    private static final GptConfig CONFIG = new GptConfig(13, 8, 12, 3, 2, 0, true);

    private final Kernels kernels = new CpuKernels();
    private final Gpt gpt = new Gpt(CONFIG, kernels);

    @BeforeEach
    void initialise() {
        gpt.parameters().put(Initialisation.gpt2(gpt.config(), 5));
    }

    @AfterEach
    void free() {
        kernels.close();
    }

    @Test
    void aGrowingSequenceHasTheLogLikelihoodsOfTheWholeOne() {
        int[] tokens = {3, 1, 4, 1, 5, 9, 2, 6};
        int[] targets = {1, 4, 1, 5, 9, 2, 6, 0};
        double[] expected = new Inference(gpt, 8).logLikelihoods(tokens, targets, new int[] {8});
        Decoder decoder = new Decoder(gpt);
        float[] logits = new float[CONFIG.vocabularySize()];
        decoder.start(Arrays.copyOf(tokens, 3));
        for (int i = 2; i < tokens.length; i++) {
            if (i > 2) {
                decoder.append(tokens[i]);
            }
            decoder.logits(logits);
            double sum = 0;
            for (float logit : logits) {
                sum += Math.exp(logit);
            }
            assertThat(logits[targets[i]] - Math.log(sum)).isCloseTo(expected[i], offset(1e-6));
        }
    }

    @Test
    void theSameSeedGivesTheSameTokensAlsoBeyondTheContext() {
        Sampler sampler = new Sampler(1, 0, 1);
        int[] once = new Generation(gpt).run(new int[] {1, 2}, 40, sampler, 7, -1, token -> {});
        int[] again = new Generation(gpt).run(new int[] {1, 2}, 40, sampler, 7, -1, token -> {});
        int[] other = new Generation(gpt).run(new int[] {1, 2}, 40, sampler, 8, -1, token -> {});
        assertThat(once).hasSize(40).isEqualTo(again).isNotEqualTo(other);
    }

    @Test
    void theStopTokenEndsTheTextAndIsNotPartOfIt() {
        int[] free = new Generation(gpt).run(new int[] {1}, 40, new Sampler(1, 0, 1), 7, -1, token -> {});
        int[] stopped = new Generation(gpt).run(new int[] {1}, 40, new Sampler(1, 0, 1), 7, free[5], token -> {});
        assertThat(stopped).doesNotContain(free[5]).isEqualTo(Arrays.copyOf(free, stopped.length));
    }
}
