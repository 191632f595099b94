package io.kindling.kernels;

import java.util.SplittableRandom;

/** Matrices for tests: the same numbers in any kernel set's memory. */
public final class Matrices {
    private Matrices() {}

    /** Numbers in [−1, 1), rounded to float so that every precision holds the same ones. */
    public static Tensor random(Kernels kernels, int rows, int columns, long seed) {
        Tensor tensor = kernels.allocate(rows, columns);
        fill(tensor, seed);
        return tensor;
    }

    static void fill(Tensor tensor, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int r = 0; r < tensor.rows(); r++) {
            for (int c = 0; c < tensor.columns(); c++) {
                tensor.set(r, c, (float) (2 * random.nextDouble() - 1));
            }
        }
    }

    public static double[] values(Tensor tensor) {
        double[] values = new double[Math.toIntExact(tensor.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.get(i / tensor.columns(), i % tensor.columns());
        }
        return values;
    }

    /** Σ x ⊙ y: a loss whose gradient by x is y. */
    static double dot(Tensor x, Tensor y) {
        double sum = 0;
        for (int r = 0; r < x.rows(); r++) {
            for (int c = 0; c < x.columns(); c++) {
                sum += x.get(r, c) * y.get(r, c);
            }
        }
        return sum;
    }
}
