package io.kindling.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Kernels;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InitialisationTest {
    /** 192 wide, a quarter of GPT-2: its blocks' matrices are twice as large. Its 1,100,000 numbers are many stretches. */
    private static final GptConfig CONFIG = new GptConfig(1000, 64, 192, 3, 2, 0, true);

    private static double deviation(float[] parameters, String name) {
        Parameters.Entry entry = Parameters.layout(CONFIG).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        int from = (int) entry.offset();
        return Math.sqrt(IntStream.range(from, from + (int) entry.size())
                .mapToDouble(i -> (double) parameters[i] * parameters[i])
                .average()
                .orElseThrow());
    }

    @Test
    void aBlocksMatricesAreScaledToItsWidthAndThoseThatLeadBackToTheDepth() {
        float[] parameters = Initialisation.gpt2(CONFIG, 1);
        assertThat(deviation(parameters, "wte.weight")).isCloseTo(0.02, within(2e-4));
        assertThat(deviation(parameters, "h.1.attn.c_attn.weight")).isCloseTo(0.04, within(4e-4));
        assertThat(deviation(parameters, "h.1.mlp.c_proj.weight")).isCloseTo(0.02, within(2e-4));
        assertThat(deviation(parameters, "h.1.ln_2.weight")).isEqualTo(1);
        assertThat(deviation(parameters, "h.1.attn.c_attn.bias")).isZero();
    }

    @Test
    void anyStretchIsTheSameNumbers() {
        float[] whole = Initialisation.gpt2(CONFIG, 7);
        for (int from = 0; from < whole.length; from += 99_991) {
            float[] stretch = new float[Math.min(99_991, whole.length - from)];
            Initialisation.gpt2(CONFIG, 7, from, stretch);
            assertThat(stretch).isEqualTo(Arrays.copyOfRange(whole, from, from + stretch.length));
        }
    }

    @Test
    void aModelsMemoryGetsThemAll() {
        try (Kernels kernels = new CpuKernels()) {
            Gpt gpt = new Gpt(CONFIG, kernels);
            Initialisation.gpt2(gpt.parameters(), 7);
            float[] values = new float[(int) gpt.parameters().flat().size()];
            gpt.parameters().get(values);
            assertThat(values).isEqualTo(Initialisation.gpt2(CONFIG, 7));
        }
    }
}
