package io.kindling.model;

import io.kindling.kernels.Kernels;
import io.kindling.kernels.Tensor;

/** Brings each token's vector to mean 0 and deviation 1, then scales and shifts its channels. */
final class LayerNorm {
    private final Kernels kernels;
    private final Tensor weight; // (1, C)
    private final Tensor bias; // (1, C), or null

    LayerNorm(Kernels kernels, Parameters parameters, String name) {
        this.kernels = kernels;
        this.weight = parameters.tensor(name + ".weight");
        this.bias = parameters.tensor(name + ".bias");
    }

    void forward(Tensor x, Tensor y, Tensor statistics) {
        kernels.layerNorm(x, weight, bias, y, statistics);
    }

    /** {@code dx} = {@code residual} + the gradient through the norm. */
    void backward(Tensor dy, Tensor x, Tensor statistics, Tensor residual, Tensor dx, Gradient gradient) {
        gradient.clear(kernels);
        kernels.layerNormBackward(dy, x, weight, statistics, residual, dx, gradient.dWeight, gradient.dBias);
    }

    /** One group's share of the gradient of weight and bias. */
    static final class Gradient {
        private final Tensor dWeight; // (1, C)
        private final Tensor dBias; // (1, C), or null

        private Gradient(Tensor dWeight, Tensor dBias) {
            this.dWeight = dWeight;
            this.dBias = dBias;
        }

        private void clear(Kernels kernels) {
            kernels.fill(dWeight, 0);
            if (dBias != null) {
                kernels.fill(dBias, 0);
            }
        }
    }

    /** The shares of all groups, added up in the order of the groups when it runs. */
    static final class Shares implements Runnable {
        private final Kernels kernels;
        private final Tensor dWeights; // (groups, C)
        private final Tensor dBiases; // (groups, C), or null
        private final Tensor dWeight; // (1, C)
        private final Tensor dBias; // (1, C), or null
        private final Accumulation accumulation;

        Shares(Kernels kernels, Parameters gradient, String name, int groups, Accumulation accumulation) {
            this.kernels = kernels;
            this.dWeight = gradient.tensor(name + ".weight");
            this.dBias = gradient.tensor(name + ".bias");
            this.dWeights = kernels.allocate(groups, dWeight.columns());
            this.dBiases = dBias == null ? null : kernels.allocate(groups, dBias.columns());
            this.accumulation = accumulation;
        }

        Gradient of(int group) {
            return new Gradient(
                    dWeights.rows(group, group + 1), dBiases == null ? null : dBiases.rows(group, group + 1));
        }

        @Override
        public void run() {
            kernels.columnSums(dWeights, dWeight, accumulation.adds());
            if (dBias != null) {
                kernels.columnSums(dBiases, dBias, accumulation.adds());
            }
        }
    }
}
