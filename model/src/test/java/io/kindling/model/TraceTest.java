package io.kindling.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Offset.offset;

import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Team;
import io.kindling.kernels.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TraceTest {
    private static final GptConfig CONFIG = new GptConfig(300, 40, 32, 4, 3, 0, true);
    private static final int TIME = 23;

    private final Kernels kernels = new CpuKernels();
    private final Gpt gpt = gpt();
    private final int[] tokens =
            new SplittableRandom(1).ints(TIME, 0, CONFIG.vocabularySize()).toArray();
    private final Trace trace = new Trace(gpt, tokens);

    private Gpt gpt() {
        Gpt made = new Gpt(CONFIG, kernels);
        float[] parameters = Initialisation.gpt2(CONFIG, 1);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] *= 3; // so that patterns are far from even
        }
        made.parameters().put(parameters);
        return made;
    }

    @AfterEach
    void free() {
        kernels.close();
    }

    @Test
    void theLastLogitsAreThoseOfInference() {
        int[] targets =
                new SplittableRandom(2).ints(TIME, 0, CONFIG.vocabularySize()).toArray();
        try (Team team = new Team(1)) {
            double[] logs = new Inference(gpt, team).logLikelihoods(tokens, targets, new int[] {TIME});
            Tensor logits = trace.logits(CONFIG.layers());
            for (int row = 0; row < TIME; row++) {
                assertThat(logits.get(row, targets[row]) - logSum(logits, row)).isCloseTo(logs[row], offset(1e-5));
            }
        }
    }

    private static double logSum(Tensor logits, int row) {
        double sum = 0;
        for (int id = 0; id < logits.columns(); id++) {
            sum += Math.exp(logits.get(row, id));
        }
        return Math.log(sum);
    }

    @Test
    void patternsAreTheSoftmaxOfQueriesAndKeys() {
        int width = CONFIG.width() / CONFIG.heads();
        for (int layer = 0; layer < CONFIG.layers(); layer++) {
            for (int head = 0; head < CONFIG.heads(); head++) {
                Tensor queries = trace.queries(layer).columns(head * width, (head + 1) * width);
                Tensor keys = trace.keys(layer).columns(head * width, (head + 1) * width);
                Tensor pattern = trace.pattern(layer, head);
                for (int row = 0; row < TIME; row++) {
                    double[] expected = softmax(queries, keys, row);
                    for (int column = 0; column < TIME; column++) {
                        assertThat(pattern.get(row, column)).isCloseTo(expected[column], offset(1e-5));
                    }
                }
            }
        }
    }

    /** What row {@code row} attends to, zero from the next token on. */
    private static double[] softmax(Tensor queries, Tensor keys, int row) {
        double[] weights = new double[keys.rows()];
        double sum = 0;
        for (int column = 0; column <= row; column++) {
            double score = 0;
            for (int i = 0; i < queries.columns(); i++) {
                score += queries.get(row, i) * keys.get(column, i);
            }
            weights[column] = Math.exp(score / Math.sqrt(queries.columns()));
            sum += weights[column];
        }
        for (int column = 0; column <= row; column++) {
            weights[column] /= sum;
        }
        return weights;
    }

    @Test
    void theStreamBeginsAtTheEmbeddingAndIsMovedByEachHalfOfABlock() {
        Tensor token = gpt.parameters().tensor("wte.weight");
        Tensor position = gpt.parameters().tensor("wpe.weight");
        assertThat(trace.stream(0).get(5, 7)).isCloseTo(token.get(tokens[5], 7) + position.get(5, 7), offset(1e-6));
        for (int layer = 0; layer < CONFIG.layers(); layer++) {
            assertThat(trace.middle(layer).get(5, 7))
                    .isNotEqualTo(trace.stream(layer).get(5, 7));
            assertThat(trace.stream(layer + 1).get(5, 7))
                    .isNotEqualTo(trace.middle(layer).get(5, 7));
        }
    }

    @Test
    void lengthsThatCannotBeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Trace(gpt, new int[41]))
                .withMessage("a sequence of 41 tokens must have 1 to contextLength (40)");
    }
}
