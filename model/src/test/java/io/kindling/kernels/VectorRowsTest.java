package io.kindling.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

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
}
