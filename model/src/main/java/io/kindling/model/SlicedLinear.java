package io.kindling.model;

import io.kindling.kernels.Kernels;
import io.kindling.kernels.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A linear layer for a few rows, each by itself. Its inputs are cut into slices: a slice's weights lie one after another
 * in memory, so a thread reads them at the memory's full speed, and they stay in its core's cache while row after row
 * takes them. The slices' products are added in their order, whatever thread made them.
 *
 * <p>Example: 768 inputs and 2304 outputs are eight slices of 96 inputs; each row gets eight partial sums of 2304.
 */
final class SlicedLinear {
    /** Inputs of a slice, about. */
    private static final int SLICE = 96;

    private final Kernels kernels;
    private final ActiveRows active;
    private final Tensor bias; // (1, O), or null
    private final List<Tensor> weights = new ArrayList<>(); // by slice: (S, O)
    private final Tensor[][] inputs; // by row and slice: (1, S)
    private final Tensor[][] products; // by row and slice: (1, O)
    private final Tensor[] parts; // by row: (slices, O)
    private final IntConsumer slice = this::multiply;

    /**
     * @param x (R, I), the layer's input
     * @param scratch (R, {@link #scratch} elements at least), shared by layers that don't run at the same time
     */
    SlicedLinear(Kernels kernels, Parameters parameters, String name, ActiveRows active, Tensor x, Tensor scratch) {
        this.kernels = kernels;
        this.active = active;
        Tensor weight = parameters.tensor(name + ".weight");
        this.bias = parameters.tensor(name + ".bias");
        int slices = slices(weight.rows());
        this.inputs = new Tensor[x.rows()][slices];
        this.products = new Tensor[x.rows()][slices];
        this.parts = new Tensor[x.rows()];
        for (int row = 0; row < x.rows(); row++) {
            parts[row] = scratch.rows(row, row + 1)
                    .range(0, (long) slices * weight.columns())
                    .reshape(slices, weight.columns());
        }
        for (int s = 0; s < slices; s++) {
            int from = from(weight.rows(), s, slices);
            int to = from(weight.rows(), s + 1, slices);
            weights.add(weight.rows(from, to));
            for (int row = 0; row < x.rows(); row++) {
                inputs[row][s] = x.rows(row, row + 1).columns(from, to);
                products[row][s] = parts[row].rows(s, s + 1);
            }
        }
    }

    private static int slices(int inputs) {
        return (inputs + SLICE - 1) / SLICE;
    }

    private static int from(int inputs, int slice, int slices) {
        return (int) ((long) inputs * slice / slices);
    }

    /** Elements of scratch that a row of a layer of this shape needs. */
    static int scratch(int inputs, int outputs) {
        return Math.multiplyExact(slices(inputs), outputs);
    }

    /** The partial sums of all active rows. */
    void run() {
        active.run(weights.size(), slice);
    }

    private void multiply(int s) {
        for (int place = 0; place < active.count(); place++) {
            int row = active.row(place);
            kernels.vectorProduct(inputs[row][s], weights.get(s), products[row][s]); // (1, S) · (S, O) = (1, O)
        }
    }

    /** {@code y} (1, O) = bias + {@code residual} + the partial sums of {@code row}; {@code residual} may be null. */
    void finish(int row, Tensor residual, Tensor y) {
        boolean filled = bias != null || residual != null;
        if (filled) {
            kernels.prefill(bias, residual, y);
        }
        kernels.columnSums(parts[row], y, filled);
    }

    /** Some columns of one row's result, to be finished by themselves. */
    final class Columns {
        private final Tensor someParts; // (slices, columns)
        private final Tensor someBias; // (1, columns), or null
        private final Tensor y; // (1, columns)

        Columns(int row, int from, Tensor y) {
            this.someParts = parts[row].columns(from, from + y.columns());
            this.someBias = bias == null ? null : bias.columns(from, from + y.columns());
            this.y = y;
        }

        Tensor finish() {
            if (someBias != null) {
                kernels.prefill(someBias, null, y);
            }
            kernels.columnSums(someParts, y, someBias != null);
            return y;
        }
    }
}
