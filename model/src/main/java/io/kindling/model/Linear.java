package io.kindling.model;

import io.kindling.kernels.Kernels;
import io.kindling.kernels.Tensor;

/** {@code y = x · W + b}. */
final class Linear {
    private final Kernels kernels;
    private final Tensor weight; // (I, O)
    private final Tensor bias; // (1, O), or null

    Linear(Kernels kernels, Parameters parameters, String name) {
        this.kernels = kernels;
        this.weight = parameters.tensor(name + ".weight");
        this.bias = parameters.tensor(name + ".bias");
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

    /** Some columns of a linear layer's weight gradient, over all tokens: a piece of work that shares no output. */
    static final class WeightGradient implements Runnable {
        private final Kernels kernels;
        private final Tensor x; // (N, I)
        private final Tensor dy; // (N, columns)
        private final Tensor dWeight; // (I, columns)
        private final Tensor dBias; // (1, columns), or null
        private final Accumulation accumulation;

        WeightGradient(
                Kernels kernels,
                Parameters gradient,
                String name,
                Tensor x,
                Tensor dy,
                int from,
                int to,
                Accumulation accumulation) {
            this.kernels = kernels;
            this.x = x;
            this.dy = dy.columns(from, to);
            this.dWeight = gradient.tensor(name + ".weight").columns(from, to);
            Tensor bias = gradient.tensor(name + ".bias");
            this.dBias = bias == null ? null : bias.columns(from, to);
            this.accumulation = accumulation;
        }

        @Override
        public void run() {
            kernels.transposedProduct(x, dy, dWeight, accumulation.adds());
            if (dBias != null) {
                kernels.columnSums(dy, dBias, accumulation.adds());
            }
        }
    }
}
