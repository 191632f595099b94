package io.kindling.kernels;

/** Passes over what replicas send each other, one element at a time; {@link VectorExchange} comes to the same bits. */
class Exchange {
    /** The fastest passes that this JVM has. */
    static Exchange best() {
        return Rows.best().lanes() > 1 ? new VectorExchange() : new Exchange();
    }

    /** The largest |y − x|; NaN if one is. */
    float largestDifference(float[] x, float[] y, int from, int count) {
        float largest = 0;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, Math.abs(y[i] - x[i]));
        }
        return largest;
    }

    /** {@code bytes = (y − x)·a}, rounded to whole numbers, ties to even; each must be in ±127. */
    void roundDifferences(float a, float[] x, float[] y, int from, byte[] bytes, int at, int count) {
        for (int i = 0; i < count; i++) {
            bytes[at + i] = (byte) Float.floatToRawIntBits((y[from + i] - x[from + i]) * a + Rows.ROUNDING);
        }
    }

    /** {@code y += a·bytes}, the product rounded before it is added. */
    void addScaled(float a, byte[] bytes, int at, float[] y, int yFrom, int count) {
        for (int i = 0; i < count; i++) {
            y[yFrom + i] += a * bytes[at + i];
        }
    }

    /** {@code sums += a·x} and {@code squares += a·(x − y)²}, in double. */
    void addWithSquares(
            double a, float[] x, float[] y, int yFrom, double[] sums, double[] squares, int from, int count) {
        for (int i = from; i < from + count; i++) {
            sums[i] += a * x[i];
            double difference = (double) x[i] - y[yFrom + i];
            squares[i] += a * difference * difference;
        }
    }

    /** {@code x = sums / divisor}, rounded to float once, and {@code squares += (x − y)²}, in double. */
    void divideWithSquares(
            double[] sums, double divisor, float[] x, float[] y, int at, double[] squares, int from, int count) {
        for (int i = from; i < from + count; i++) {
            x[at + i] = (float) (sums[i] / divisor);
            double difference = (double) x[at + i] - y[at + i];
            squares[i] += difference * difference;
        }
    }
}
