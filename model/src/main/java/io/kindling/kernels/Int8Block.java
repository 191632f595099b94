package io.kindling.kernels;

/**
 * How far one run of floats is from another, as whole numbers from −127 to 127 times a scale: a byte for each. They are
 * rounded to the nearest, ties to even.
 *
 * <p>For example the largest difference is 0.0254: the scale is 0.0002, and 0.0101 travels as 50 or 51.
 */
public final class Int8Block {
    /** Where all differences are smaller, they count as none: their scale would have lost its digits. */
    private static final float SMALLEST = 1e-30f;

    private static final Exchange EXCHANGE = Exchange.best();

    private Int8Block() {}

    /**
     * Writes {@code vector − known} for {@code count} elements from {@code from} on, and returns their scale; NaN if one of
     * them is.
     *
     * @param bytes filled from {@code at} on
     */
    public static float encode(float[] known, float[] vector, int from, int count, byte[] bytes, int at) {
        float largest = EXCHANGE.largestDifference(known, vector, from, count);
        if (largest < SMALLEST) {
            EXCHANGE.roundDifferences(0, known, vector, from, bytes, at, count);
            return 0;
        }
        EXCHANGE.roundDifferences(127 / largest, known, vector, from, bytes, at, count);
        return largest / 127;
    }

    /** Adds what was written to {@code count} elements of {@code vector} from {@code from} on. */
    public static void add(float scale, byte[] bytes, int at, float[] vector, int from, int count) {
        EXCHANGE.addScaled(scale, bytes, at, vector, from, count);
    }
}
