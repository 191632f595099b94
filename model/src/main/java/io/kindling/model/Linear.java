package io.kindling.model;

import io.kindling.kernels.Kernels;
import io.kindling.kernels.Tensor;

/** {@code y = x · W + b}. */
final class Linear {
    /** Columns between the rows of what {@link #allocateInput} makes: a cache line. */
    private static final int GAP = 16;

    private final Kernels kernels;
    private final Tensor weight; // (I, O)
    private final Tensor bias; // (1, O), or null

    Linear(Kernels kernels, Parameters parameters, String name) {
        this.kernels = kernels;
        this.weight = parameters.tensor(name + ".weight");
        this.bias = parameters.tensor(name + ".bias");
    }

    /**
     * New memory for {@code x} (R, I) in training. A weight gradient reads it down the columns, and rows 2 KiB or a multiple
     * apart meet in a few lines of a core's first cache: from 1,024 columns on, that made the product 13 to 19 % slower.
     */
    static Tensor allocateInput(Kernels kernels, int rows, int inputs) {
        return kernels.allocate(rows, inputs + GAP).columns(0, inputs);
    }

    /** @param residual (R, O), added to the result; null for none */
    void forward(Tensor x, Tensor residual, Tensor y) {
        boolean filled = bias != null || residual != null;
        if (filled) {
            kernels.prefill(bias, residual, y);
        }
        kernels.product(x, weight, y, filled); // (R, I) · (I, O) = (R, O)
    }

    void backward(Tensor dy, Tensor dx) {
        kernels.productTransposed(dy, weight, dx, false); // (R, O) · (I, O)ᵀ = (R, I)
    }

    /** A piece of a linear layer's weight gradient, over all tokens: work that shares no output with another's. */
    record WeightGradient(
            Kernels kernels,
            Tensor x, // (N, I)
            Tensor dy, // (N, O)
            Tensor dWeight, // (I, O)
            Accumulation accumulation)
            implements Runnable {
        @Override
        public void run() {
            kernels.transposedProduct(x, dy, dWeight, accumulation.adds()); // (N, I)ᵀ · (N, O) = (I, O)
        }
    }

    /** A linear layer's bias gradient, over all tokens. */
    record BiasGradient(Kernels kernels, Tensor dy, Tensor dBias, Accumulation accumulation) implements Runnable {
        @Override
        public void run() {
            kernels.columnSums(dy, dBias, accumulation.adds());
        }
    }
}
