package io.kindling.kernels;

/** Sums of many vectors of floats, kept in double for each of their elements, so that small parts of large sums aren't lost. */
public final class DoubleSums {
    private static final Exchange EXCHANGE = Exchange.best();

    private DoubleSums() {}

    /**
     * {@code sums += weight·x} and {@code squares += weight·(x − y)²} for {@code count} elements, those of {@code y} from
     * {@code yFrom} on.
     */
    public static void add(double weight, float[] x, float[] y, int yFrom, double[] sums, double[] squares, int count) {
        EXCHANGE.addWithSquares(weight, x, y, yFrom, sums, squares, 0, count);
    }

    /**
     * {@code x = sums / divisor} and {@code squares += (x − y)²} for {@code count} elements, those of {@code x} and {@code y}
     * from {@code from} on.
     */
    public static void divide(
            double[] sums, double divisor, float[] x, float[] y, int from, double[] squares, int count) {
        EXCHANGE.divideWithSquares(sums, divisor, x, y, from, squares, 0, count);
    }
}
