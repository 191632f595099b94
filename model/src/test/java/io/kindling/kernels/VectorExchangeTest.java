package io.kindling.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorExchangeTest {
    /** What travels between executors is the same bytes whichever passes they have, whatever is left over by the lanes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 67, 256})
    void differencesAsBytesAreThoseOfTheScalarPasses(int count) {
        float[] x = VectorRowsTest.random(1, count);
        float[] y = VectorRowsTest.random(2, count);
        Exchange vector = new VectorExchange();
        Exchange scalar = new Exchange();
        float largest = scalar.largestDifference(x, y, 3, count);
        assertThat(vector.largestDifference(x, y, 3, count)).isEqualTo(largest);

        byte[] bytes = new byte[count + 2];
        byte[] expected = new byte[count + 2];
        vector.roundDifferences(127 / largest, x, y, 3, bytes, 1, count);
        scalar.roundDifferences(127 / largest, x, y, 3, expected, 1, count);
        assertThat(bytes).isEqualTo(expected);

        float[] there = x.clone();
        float[] where = x.clone();
        vector.addScaled(largest / 127, bytes, 1, there, 3, count);
        scalar.addScaled(largest / 127, bytes, 1, where, 3, count);
        assertThat(there).isEqualTo(where);
    }

    /** The mean of replicas is the same bits whichever passes an executor has. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 67, 256})
    void sumsInDoubleAreThoseOfTheScalarPasses(int count) {
        assertThat(means(new VectorExchange(), count)).isEqualTo(means(new Exchange(), count));
    }

    /** A mean of two, and the squares that are summed on the way to it. */
    private static Object[] means(Exchange exchange, int count) {
        double[] sums = new double[count + 2];
        double[] squares = new double[count + 2];
        float[] start = VectorRowsTest.random(3, count + 5);
        exchange.addWithSquares(0.3, VectorRowsTest.random(1, count), start, 1, sums, squares, 2, count);
        exchange.addWithSquares(0.7, VectorRowsTest.random(2, count), start, 1, sums, squares, 2, count);
        float[] mean = new float[count + 5];
        exchange.divideWithSquares(sums, 0.9, mean, start, 1, squares, 2, count);
        return new Object[] {sums, squares, mean};
    }

    @Test
    void aDifferenceThatIsNotANumberIsTheLargest() {
        float[] x = VectorRowsTest.random(1, 64);
        float[] y = VectorRowsTest.random(2, 64);
        y[30] = Float.NaN;
        assertThat(new VectorExchange().largestDifference(x, y, 3, 64)).isNaN();
        assertThat(new Exchange().largestDifference(x, y, 3, 64)).isNaN();
    }
}
