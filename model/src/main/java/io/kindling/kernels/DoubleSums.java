package io.kindling.kernels;

/** Sums of many vectors of floats, kept in double for each of their elements, so that small parts of large sums aren't lost. */
public final class DoubleSums {
    private static final Rows ROWS = Rows.best();

    private DoubleSums() {}

    /** {@code sums += weight·x}, for as many elements as {@code sums} has. */
    public static void add(double weight, float[] x, double[] sums) {
        ROWS.addScaled(weight, x, sums, 0, sums.length);
    }

    /** {@code y = sums / divisor} for {@code count} elements, those of {@code y} from {@code yFrom} on. */
    public static void divide(double[] sums, double divisor, float[] y, int yFrom, int count) {
        ROWS.divide(sums, divisor, y, yFrom, 0, count);
    }

    /** {@code sums += weight·(y − x)²} for {@code count} elements, those of {@code x} and {@code y} from there on. */
    public static void addSquaredDifferences(
            double weight, float[] x, int xFrom, float[] y, int yFrom, double[] sums, int count) {
        ROWS.addSquaredDifferences(weight, x, xFrom, y, yFrom, sums, 0, count);
    }
}
