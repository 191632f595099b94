package io.kindling.jobs.parallel;

import io.kindling.kernels.DoubleSums;
import java.util.Arrays;

/** A weighted mean of vectors, summed in double in the order in which they are added. */
final class Mean {
    private final double[] sum;
    private double weight;

    Mean(int length) {
        this.sum = new double[length];
    }

    void add(float[] vector, double vectorWeight) {
        DoubleSums.add(vectorWeight, vector, sum);
        weight += vectorWeight;
    }

    /** Writes the first {@code count} numbers of the mean, each rounded once; one vector's mean is itself. */
    void get(float[] into, int at, int count) {
        DoubleSums.divide(sum, weight, into, at, count);
    }

    void clear() {
        Arrays.fill(sum, 0);
        weight = 0;
    }
}
