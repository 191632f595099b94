package io.kindling.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Team;
import io.kindling.kernels.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderTest {
    /** Several slices, several pieces of the vocabulary, several pieces of columns. */
    private static final GptConfig CONFIG = new GptConfig(600, 20, 204, 3, 2, 0, true);

    private static final int[] TOKENS = {3, 501, 4, 1, 599, 9, 2, 6, 77, 300, 12, 13};

    private final Kernels kernels = new CpuKernels();

    @AfterEach
    void free() {
        kernels.close();
    }

    private Gpt gpt(boolean bias) {
        GptConfig config = new GptConfig(600, 20, 204, 3, 2, 0, bias);
        Gpt gpt = new Gpt(config, kernels);
        Initialisation.gpt2(gpt.parameters(), 5);
        return gpt;
    }

    private final Gpt gpt = gpt(true);

    @BeforeEach
    void biasesThatMatter() {
        for (Parameters.Entry entry : Parameters.layout(CONFIG)) {
            if (entry.rank() == 1) {
                kernels.fill(gpt.parameters().tensor(entry.name()), 0.3f);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGrowingSequenceHasTheLogitsOfTheWholeOne(boolean bias) {
        Gpt model = bias ? gpt : gpt(false);
        try (Team team = new Team(2)) {
            Decoder decoder = new Decoder(model, team, 2);
            decoder.start(1, Arrays.copyOf(TOKENS, 3));
            for (int length = 3; length <= TOKENS.length; length++) {
                assertThat(decoder.length(1)).isEqualTo(length);
                float[] expected = wholeForward(model, length);
                float[] actual = logits(decoder, 1);
                for (int i = 0; i < expected.length; i++) {
                    assertThat(actual[i]).isCloseTo(expected[i], offset(2e-5f));
                }
                if (length < TOKENS.length) {
                    decoder.append(new int[] {-1, TOKENS[length]});
                }
            }
        }
    }

    /** The logits after the first tokens. */
    private float[] wholeForward(Gpt model, int length) {
        Tensor hidden = new Inference(model, length).forward(Arrays.copyOf(TOKENS, length), new int[] {length});
        Tensor logits = kernels.allocate(1, CONFIG.vocabularySize());
        kernels.productTransposed(
                hidden.rows(length - 1, length), model.parameters().tensor("wte.weight"), logits, false);
        float[] values = new float[logits.columns()];
        logits.get(0, 0, values, 0, values.length);
        return values;
    }

    private static float[] logits(Decoder decoder, int sequence) {
        float[] values = new float[CONFIG.vocabularySize()];
        decoder.logits(sequence, values);
        return values;
    }

    @Test
    void theBitsDependNeitherOnTheThreadsNorOnTheCompany() {
        float[] alone = continued(1, 1, 0);
        for (int threads : new int[] {2, 3, 16}) {
            assertThat(continued(threads, 1, 0)).as(threads + " threads").isEqualTo(alone);
        }
        for (int sequence = 0; sequence < 5; sequence++) {
            assertThat(continued(2, 5, sequence)).as("as number " + sequence).isEqualTo(alone);
        }
    }

    /** The logits of a sequence after some steps, others beside it being longer, shorter and at rest. */
    private float[] continued(int threads, int sequences, int number) {
        try (Team team = new Team(threads)) {
            Decoder decoder = new Decoder(gpt, team, sequences);
            for (int i = 0; i < sequences; i++) {
                decoder.start(i, Arrays.copyOf(TOKENS, i == number ? 4 : 1 + i));
            }
            for (int step = 0; step < 6; step++) {
                int[] next = new int[sequences];
                for (int i = 0; i < sequences; i++) {
                    next[i] = i == number ? TOKENS[4 + step] : (step + i) % 3 == 0 ? -1 : 7 * step + i;
                }
                decoder.append(next);
            }
            return logits(decoder, number);
        }
    }

    @Test
    void aFullContextSaysWhatToDo() {
        try (Team team = new Team(1)) {
            Decoder decoder = new Decoder(gpt, team, 1);
            assertThatThrownBy(() -> decoder.start(0, new int[21]))
                    .hasMessage("a sequence starts with 1 to contextLength (20) tokens, not with 21");
            decoder.start(0, new int[20]);
            assertThatThrownBy(() -> decoder.append(new int[] {1}))
                    .hasMessage(
                            "a sequence of 20 tokens can't grow: it must have 1 to 19, contextLength being as many as"
                                    + " the model can see; start again with the last ones");
        }
    }
}
