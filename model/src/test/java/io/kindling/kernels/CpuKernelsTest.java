package io.kindling.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** The processor's kernels against the oracle in double precision, on sizes that fill no lane, tile or block evenly. */
class CpuKernelsTest {
    private static final int ROWS = 71;
    private static final int WIDTH = 150;
    private static final Dropout DROPOUT = new Dropout(0.2f, 99);

    /** An operation: allocates its inputs from seeds, runs, and returns its outputs. */
    private interface Operation extends Function<Kernels, Tensor[]> {}

    static Stream<Arguments> operations() {
        return Stream.of(
                operation("product", k -> {
                    Tensor out = random(k, 3, 20, 1);
                    k.product(random(k, 3, WIDTH, 2), random(k, WIDTH, 20, 3), out, true);
                    return out(out);
                }),
                operation("product of views", k -> {
                    Tensor out = random(k, 9, 40, 1);
                    Tensor a = random(k, 20, 64, 2);
                    k.product(
                            a.rows(4, 10).columns(3, 20),
                            random(k, 17, 13, 3),
                            out.rows(1, 7).columns(5, 18),
                            false);
                    return out(out);
                }),
                operation("productTransposed", k -> {
                    Tensor out = k.allocate(ROWS, 20);
                    k.productTransposed(random(k, ROWS, WIDTH, 2), random(k, 20, WIDTH, 3), out, false);
                    return out(out);
                }),
                operation("transposedProduct", k -> {
                    Tensor out = random(k, 20, WIDTH, 1);
                    k.transposedProduct(random(k, ROWS, 20, 2), random(k, ROWS, WIDTH, 3), out, true);
                    return out(out);
                }),
                operation("prefill", k -> {
                    Tensor out = k.allocate(ROWS, WIDTH);
                    k.prefill(random(k, 1, WIDTH, 2), random(k, ROWS, WIDTH, 3), out);
                    Tensor biased = k.allocate(ROWS, WIDTH);
                    k.prefill(random(k, 1, WIDTH, 2), null, biased);
                    return out(out, biased);
                }),
                operation("add", k -> {
                    Tensor out = random(k, ROWS, WIDTH, 1);
                    k.add(random(k, ROWS, WIDTH, 2), out);
                    return out(out);
                }),
                operation("columnSums of a view", k -> {
                    Tensor out = random(k, 1, 40, 1);
                    k.columnSums(random(k, ROWS, WIDTH, 2).columns(7, 47), out, true);
                    return out(out);
                }),
                operation("scaleRows", k -> {
                    Tensor out = random(k, ROWS, WIDTH, 1);
                    k.scaleRows(random(k, ROWS, WIDTH, 2), random(k, ROWS, 1, 3), out, true);
                    return out(out);
                }),
                operation("dropout across 2³² elements", k -> {
                    Tensor x = random(k, ROWS, WIDTH, 1);
                    k.dropout(x, DROPOUT, (1L << 32) / WIDTH - 3);
                    return out(x);
                }),
                operation("gather and scatter", k -> {
                    int[] numbers = {9, 5, -1, 6, 5, 7};
                    Tensor table = random(k, 3, WIDTH, 1);
                    Tensor out = random(k, numbers.length, WIDTH, 2);
                    k.gather(table, numbers, 0, 5, -0.5, out, true);
                    k.scatter(out, numbers, 0, 5, 2, table);
                    return out(out, table);
                }),
                operation("layerNorm", k -> {
                    Tensor y = k.allocate(ROWS, WIDTH);
                    Tensor statistics = k.allocate(ROWS, 2);
                    Tensor x = random(k, ROWS, WIDTH, 1);
                    Tensor weight = random(k, 1, WIDTH, 2);
                    k.layerNorm(x, weight, random(k, 1, WIDTH, 3), y, statistics);
                    Tensor dx = k.allocate(ROWS, WIDTH);
                    Tensor dWeight = random(k, 1, WIDTH, 6);
                    Tensor dBias = random(k, 1, WIDTH, 7);
                    Tensor residual = random(k, ROWS, WIDTH, 5);
                    k.layerNormBackward(random(k, ROWS, WIDTH, 4), x, weight, statistics, residual, dx, dWeight, dBias);
                    return out(y, statistics, dx, dWeight, dBias);
                }),
                operation("gelu", k -> {
                    Tensor x = random(k, ROWS, WIDTH, 1);
                    x.set(0, 0, -40);
                    x.set(0, 1, 40);
                    Tensor y = k.allocate(ROWS, WIDTH);
                    k.gelu(x, y);
                    k.geluBackward(random(k, ROWS, WIDTH, 2), x);
                    return out(x, y);
                }),
                operation("attention", k -> attention(k, Dropout.NONE)),
                operation("attention with dropout", k -> attention(k, DROPOUT)),
                operation("attend", k -> {
                    Tensor y = k.allocate(1, 30);
                    Tensor keys = random(k, 40, 30, 2);
                    Tensor values = random(k, 40, 30, 3);
                    k.attend(random(k, 1, 30, 1), random(k, 1, 30, 4), random(k, 1, 30, 5), keys, values, 36, y);
                    return out(y, keys, values);
                }),
                operation("vectorProduct of views", k -> {
                    Tensor y = k.allocate(1, 20);
                    Tensor transposed = k.allocate(1, 17);
                    Tensor x = random(k, 3, 64, 1).rows(1, 2);
                    k.vectorProduct(x.columns(3, 50), random(k, 47, 40, 2).columns(7, 27), y);
                    k.vectorProductTransposed(x.columns(3, 50), random(k, 17, 47, 3), transposed);
                    return out(y, transposed);
                }),
                operation("softmaxStatistics", k -> {
                    Tensor logits = random(k, 5, WIDTH, 1);
                    Tensor statistics = k.allocate(5, 3);
                    k.softmaxStatistics(logits, new int[] {0, 10, 11, 159, 160}, 0, 10, statistics);
                    return out(logits, statistics);
                }),
                operation("exponentials", k -> {
                    Tensor logits = random(k, 5, WIDTH, 1);
                    Tensor statistics = k.allocate(5, 3);
                    k.exponentials(logits, new int[] {0, 10, 11, 159, 160}, 0, 10, statistics);
                    return out(logits, statistics);
                }),
                operation("fill", k -> {
                    Tensor wide = random(k, 3, 10_000, 1);
                    k.fill(wide.columns(1, 9_999), 0.25f);
                    return out(wide);
                }),
                operation("adamW", k -> {
                    Tensor parameters = random(k, 1, 5000, 1);
                    Tensor mean = random(k, 1, 5000, 3);
                    Tensor variance = k.allocate(1, 5000);
                    k.fill(variance, 0.25f);
                    Kernels.AdamWStep step = new Kernels.AdamWStep(0.01, 0.9, 0.95, 1e-8, 0.1, 3);
                    k.adamW(parameters, random(k, 1, 5000, 2), mean, variance, step, 0.5);
                    return out(parameters, mean, variance);
                }),
                operation("sumOfSquares", k -> {
                    Tensor sum = k.allocate(1, 1);
                    sum.set(0, 0, k.sumOfSquares(random(k, 1, 10_000, 1)));
                    return out(sum);
                }));
    }

    private static Tensor[] attention(Kernels k, Dropout dropout) {
        int time = 150;
        int width = 30;
        Tensor qkv = random(k, time, 3 * width, 1);
        Tensor probabilities = k.allocate(3 * time, time);
        Tensor y = k.allocate(time, width);
        k.attention(qkv, 3, probabilities, y, dropout, 17);
        Tensor dqkv = k.allocate(time, 3 * width);
        k.attentionBackward(random(k, time, width, 2), qkv, 3, probabilities, dqkv, dropout, 17);
        return out(probabilities, y, dqkv);
    }

    private static Tensor random(Kernels kernels, int rows, int columns, long seed) {
        return Matrices.random(kernels, rows, columns, seed);
    }

    private static Tensor[] out(Tensor... outputs) {
        return outputs;
    }

    private static Arguments operation(String name, Operation operation) {
        return Arguments.of(name, operation);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void agreeWithTheOracle(String name, Operation operation) {
        try (Kernels cpu = new CpuKernels();
                Kernels oracle = new Nd4jKernels(DataType.DOUBLE)) {
            Tensor[] actual = operation.apply(cpu);
            Tensor[] expected = operation.apply(oracle);
            for (int i = 0; i < actual.length; i++) {
                double[] a = Matrices.values(actual[i]);
                double[] e = Matrices.values(expected[i]);
                for (int j = 0; j < a.length; j++) {
                    assertThat(Math.abs(a[j] - e[j]))
                            .as("output %d, element %d: %s, by the oracle %s", i, j, a[j], e[j])
                            .isLessThanOrEqualTo(2e-6 * Math.max(1, Math.abs(e[j])) + 1e-6 * largest(e));
                }
            }
        }
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    @Test
    void exponentialsStayWithinTwoUnitsInTheLastPlace() {
        float[] lanes = new float[4000];
        float[] scalars = new float[4000];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = scalars[i] = -80 + i * 0.04f;
        }
        float[] inputs = lanes.clone();
        Rows.best().exponentials(0, lanes, 0, lanes.length);
        new Rows().exponentials(0, scalars, 0, scalars.length);
        for (int i = 0; i < inputs.length; i++) {
            double exact = Math.exp(inputs[i]);
            assertThat((double) lanes[i]).isCloseTo(exact, offset(2.4e-7 * exact));
            assertThat((double) scalars[i]).isCloseTo(exact, offset(2.4e-7 * exact));
        }
    }

    @Test
    void laterTokensGetNoAttention() {
        try (Kernels k = new CpuKernels()) {
            Tensor probabilities = attention(k, Dropout.NONE)[0];
            for (int row = 0; row < probabilities.rows(); row++) {
                for (int key = row % 150 + 1; key < 150; key++) {
                    assertThat(probabilities.get(row, key)).isZero();
                }
            }
        }
    }
}
