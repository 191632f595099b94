package io.kindling.jobs.parallel;

/** A weighted mean of vectors, summed in double in the order in which they are added. */
final class Mean {
    private final double[] sum;
    private double weight;

    Mean(int length) {
        this.sum = new double[length];
    }

    void add(float[] vector, double vectorWeight) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += vectorWeight * vector[i];
        }
        weight += vectorWeight;
    }

    /** Whether nothing of any weight was added. */
    boolean isEmpty() {
        return weight == 0;
    }

    /** The mean, rounded once; one vector's is itself. */
    float[] values() {
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / weight);
        }
        return mean;
    }
}
