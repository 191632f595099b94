package io.kindling.kernels;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** Every operation's gradient against central differences in double precision. */
class KernelsGradientTest {
    private static final int[] NUMBERS = {2, 0, 2, 4, 1};

    private final Kernels kernels = new Nd4jKernels(DataType.DOUBLE);

    @AfterEach
    void free() {
        kernels.close();
    }

    private Tensor random(int rows, int columns, long seed) {
        return Matrices.random(kernels, rows, columns, seed);
    }

    @Test
    void productsHaveTheGradientsThatTheOtherProductsMake() {
        Tensor a = random(3, 4, 1);
        Tensor b = random(4, 5, 2);
        Tensor out = kernels.allocate(3, 5);
        Tensor dOut = random(3, 5, 3);
        Tensor da = kernels.allocate(3, 4);
        Tensor db = kernels.allocate(4, 5);
        kernels.productTransposed(dOut, b, da, false);
        kernels.transposedProduct(a, dOut, db, false);
        GradientCheck.check("a", () -> product(a, b, out, dOut), a, da, 1);
        GradientCheck.check("b", () -> product(a, b, out, dOut), b, db, 1);
    }

    private double product(Tensor a, Tensor b, Tensor out, Tensor dOut) {
        kernels.product(a, b, out, false);
        return Matrices.dot(out, dOut);
    }

    @Test
    void biasHasTheColumnSumsAsItsGradient() {
        Tensor bias = random(1, 5, 1);
        Tensor residual = random(3, 5, 2);
        Tensor out = kernels.allocate(3, 5);
        Tensor dOut = random(3, 5, 3);
        Tensor dBias = kernels.allocate(1, 5);
        kernels.columnSums(dOut, dBias, false);
        GradientCheck.check(
                "bias",
                () -> {
                    kernels.prefill(bias, residual, out);
                    return Matrices.dot(out, dOut);
                },
                bias,
                dBias,
                1);
    }

    @Test
    void scalingRowsScalesTheirGradient() {
        Tensor x = random(4, 3, 1);
        Tensor scale = random(4, 1, 2);
        Tensor out = kernels.allocate(4, 3);
        Tensor dOut = random(4, 3, 3);
        Tensor dx = kernels.allocate(4, 3);
        kernels.scaleRows(dOut, scale, dx, false);
        GradientCheck.check(
                "x",
                () -> {
                    kernels.scaleRows(x, scale, out, false);
                    return Matrices.dot(out, dOut);
                },
                x,
                dx,
                1);
    }

    @Test
    void scatterIsTheGradientOfGatherAlsoWhereRowsRepeat() {
        Tensor table = random(4, 3, 1);
        Tensor out = kernels.allocate(NUMBERS.length, 3);
        Tensor dOut = random(NUMBERS.length, 3, 2);
        Tensor dTable = kernels.allocate(4, 3);
        kernels.scatter(dOut, NUMBERS, 0, 1, 0.5, dTable);
        GradientCheck.check(
                "table",
                () -> {
                    kernels.gather(table, NUMBERS, 0, 1, 0.5, out, false);
                    return Matrices.dot(out, dOut);
                },
                table,
                dTable,
                1);
    }

    @Test
    void dropoutsGradientHasTheSameMask() {
        Dropout dropout = new Dropout(0.4f, 7);
        Tensor x = random(5, 6, 1);
        Tensor out = kernels.allocate(5, 6);
        Tensor dOut = random(5, 6, 2);
        Tensor dx = kernels.allocate(5, 6);
        kernels.prefill(null, dOut, dx);
        kernels.dropout(dx, dropout, 11);
        GradientCheck.check(
                "x",
                () -> {
                    kernels.prefill(null, x, out);
                    kernels.dropout(out, dropout, 11);
                    return Matrices.dot(out, dOut);
                },
                x,
                dx,
                1);
    }

    @Test
    void layerNorm() {
        Tensor x = random(4, 6, 1);
        Tensor weight = random(1, 6, 2);
        Tensor bias = random(1, 6, 3);
        Tensor y = kernels.allocate(4, 6);
        Tensor statistics = kernels.allocate(4, 2);
        Tensor dy = random(4, 6, 4);
        Tensor dx = kernels.allocate(4, 6);
        Tensor dWeight = kernels.allocate(1, 6);
        Tensor dBias = kernels.allocate(1, 6);
        kernels.layerNorm(x, weight, bias, y, statistics);
        kernels.layerNormBackward(dy, x, weight, statistics, null, dx, dWeight, dBias);
        java.util.function.DoubleSupplier loss = () -> {
            kernels.layerNorm(x, weight, bias, y, statistics);
            return Matrices.dot(y, dy);
        };
        GradientCheck.check("x", loss, x, dx, 1);
        GradientCheck.check("weight", loss, weight, dWeight, 1);
        GradientCheck.check("bias", loss, bias, dBias, 1);
    }

    @Test
    void gelu() {
        Tensor x = random(3, 7, 1);
        Tensor scratch = kernels.allocate(3, 7);
        Tensor y = kernels.allocate(3, 7);
        Tensor dy = random(3, 7, 2);
        Tensor dx = kernels.allocate(3, 7);
        kernels.prefill(null, x, dx);
        kernels.gelu(dx, y);
        kernels.geluBackward(dy, dx);
        GradientCheck.check(
                "x",
                () -> {
                    kernels.prefill(null, x, scratch);
                    kernels.gelu(scratch, y);
                    return Matrices.dot(y, dy);
                },
                x,
                dx,
                1);
    }

    @Test
    void attention() {
        attention(Dropout.NONE);
    }

    @Test
    void attentionWithDropout() {
        attention(new Dropout(0.3f, 5));
    }

    private void attention(Dropout dropout) {
        int time = 5;
        int heads = 2;
        int width = 6;
        Tensor qkv = random(time, 3 * width, 1);
        Tensor probabilities = kernels.allocate(heads * time, time);
        Tensor y = kernels.allocate(time, width);
        Tensor dy = random(time, width, 2);
        Tensor dqkv = kernels.allocate(time, 3 * width);
        kernels.attention(qkv, heads, probabilities, y, dropout, 3);
        kernels.attentionBackward(dy, qkv, heads, probabilities, dqkv, dropout, 3);
        GradientCheck.check(
                "qkv",
                () -> {
                    kernels.attention(qkv, heads, probabilities, y, dropout, 3);
                    return Matrices.dot(y, dy);
                },
                qkv,
                dqkv,
                1);
    }
}
