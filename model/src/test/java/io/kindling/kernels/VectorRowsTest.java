package io.kindling.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorRowsTest {
    private static final int CALLS = 50_000;

    /** From Java 23 on, reduceLanes adds in another order once the JIT compiler has come to it. */
    @Test
    void sumsAreTheSameBeforeAndAfterTheJitCompiler() {
        Random random = new Random(1);
        float[] x = new float[256];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (random.nextGaussian() * Math.exp(3 * random.nextGaussian()));
        }
        Rows rows = new VectorRows();
        float sum = rows.sum(x, 0, x.length);
        float dot = rows.dot(x, 0, x, 0, x.length);
        float squares = rows.squaredDeviations(1, x, 0, x.length);
        for (int i = 0; i < CALLS; i++) {
            assertThat(rows.sum(x, 0, x.length)).isEqualTo(sum);
            assertThat(rows.dot(x, 0, x, 0, x.length)).isEqualTo(dot);
            assertThat(rows.squaredDeviations(1, x, 0, x.length)).isEqualTo(squares);
        }
    }

    /** Straight from native memory and back, from an odd place on, whatever is left over by the lanes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 67, 256})
    void passesOverTensorsAgreeWithTheScalarOnes(int count) {
        try (CpuKernels kernels = new CpuKernels()) {
            List<float[]> vector = passes(new VectorRows(), kernels, count);
            List<float[]> scalar = passes(new Rows(), kernels, count);
            for (int i = 0; i < vector.size(); i++) {
                assertThat(vector.get(i)).containsExactly(scalar.get(i), offset(1e-5f));
            }
        }
    }

    @Test
    void passesOverTensorsAreTheSameBeforeAndAfterTheJitCompiler() {
        Rows rows = new VectorRows();
        try (CpuKernels kernels = new CpuKernels()) {
            CpuTensor x = (CpuTensor) kernels.allocate(1, 256);
            CpuTensor y = (CpuTensor) kernels.allocate(1, 256);
            float[] first = null;
            for (int i = 0; i < CALLS; i++) {
                x.put(0, 0, random(1, 250), 0, 256);
                rows.gelu(x, 0, y, 0, 256);
                rows.multiply(x, 0, y, 0, 256);
                float[] result = new float[256];
                y.get(0, 0, result, 0, 256);
                first = first == null ? result : first;
                assertThat(Arrays.equals(result, first)).isTrue();
            }
        }
    }

    /** Vectors go by address: what lies around a tensor is another one's. */
    @Test
    void aRunThatLeavesItsTensorIsRefused() {
        Rows rows = new VectorRows();
        try (CpuKernels kernels = new CpuKernels()) {
            CpuTensor x = (CpuTensor) kernels.allocate(1, 64);
            CpuTensor y = (CpuTensor) kernels.allocate(1, 65);
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> rows.multiply(x, 1, y, 0, 64));
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> rows.sumOfSquares(x, -1, 64));
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> rows.gelu(y, 0, x, 0, 65));
        }
    }

    /** What each pass leaves in its tensors, the elements around the run included. */
    private static List<float[]> passes(Rows rows, CpuKernels kernels, int count) {
        CpuTensor[] t = new CpuTensor[8];
        for (int i = 0; i < t.length; i++) {
            t[i] = (CpuTensor) kernels.allocate(1, count + 6);
            t[i].put(0, 0, random(i, count), 0, count + 6);
        }
        Rows.Adam adam = Rows.Adam.of(new Kernels.AdamWStep(0.01, 0.9, 0.95, 1e-8, 0.1, 3), 0.5);
        t[3].put(0, 0, squares(random(3, count)), 0, count + 6);
        rows.adamW(adam, t[0], t[1], t[2], t[3], 3, 3 + count);
        rows.gelu(t[4], 3, t[5], 2, count);
        rows.multiply(t[1], 1, t[6], 3, count);
        float[] sum = random(10, count);
        rows.add(t[1], 5, sum, count);
        rows.sum(sum, t[1], 2, t[7], 3, count);
        float[] squares = {rows.sumOfSquares(t[1], 3, count) / Math.max(1, count)};
        List<float[]> result = new ArrayList<>(List.of(sum, squares));
        for (CpuTensor tensor : t) {
            float[] values = new float[count + 6];
            tensor.get(0, 0, values, 0, count + 6);
            result.add(values);
        }
        return result;
    }

    private static float[] squares(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= values[i];
        }
        return values;
    }

    static float[] random(long seed, int count) {
        Random random = new Random(seed);
        float[] values = new float[count + 6];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
