package io.kindling.kernels;

/** Layer normalisation by rows, forward and backward, on heap tiles of a few rows. */
final class CpuLayerNorm {
    private static final float EPSILON = 1e-5f;

    private final Rows passes;
    private final ThreadLocal<Tiles> tiles;

    CpuLayerNorm(Rows passes, ThreadLocal<Tiles> tiles) {
        this.passes = passes;
        this.tiles = tiles;
    }

    void forward(CpuTensor x, Tensor weight, Tensor bias, CpuTensor y, CpuTensor statistics) {
        Tiles scratch = tiles.get();
        int columns = x.columns;
        int step = Tiles.rowsPerTile(columns);
        float[] gain = scratch.tile(0, columns);
        float[] shift = scratch.tile(1, columns);
        float[] in = scratch.tile(2, step * columns);
        float[] out = scratch.tile(3, step * columns);
        float[] moments = scratch.tile(4, 2 * step);
        weight.get(0, 0, gain, 0, columns);
        loadOrZero(bias, shift, columns);
        for (int row = 0; row < x.rows; row += step) {
            int count = Math.min(step, x.rows - row);
            Tiles.load(x, row, count, in);
            for (int r = 0; r < count; r++) {
                int at = r * columns;
                float mean = passes.sum(in, at, columns) / columns;
                float variance = passes.squaredDeviations(mean, in, at, columns) / columns;
                float scale = (float) (1 / Math.sqrt(variance + EPSILON));
                passes.normalise(mean, scale, in, at, gain, shift, out, 0, columns);
                moments[2 * r] = mean;
                moments[2 * r + 1] = scale;
            }
            Tiles.store(out, y, row, count);
            Tiles.store(moments, statistics, row, count);
        }
    }

    /**
     * With x̂ the normalised row and g = dy·weight: dx = residual + (g − mean(g) − x̂·mean(g·x̂)) / deviation.
     */
    void backward(
            CpuTensor dy,
            CpuTensor x,
            Tensor weight,
            CpuTensor statistics,
            CpuTensor residual,
            CpuTensor dx,
            Tensor dWeight,
            Tensor dBias) {
        Tiles scratch = tiles.get();
        int columns = x.columns;
        int step = Tiles.rowsPerTile(columns);
        float[] gain = scratch.tile(0, columns);
        float[] gainGradient = scratch.tile(1, columns);
        float[] shiftGradient = scratch.tile(2, columns);
        float[] normal = scratch.tile(3, step * columns);
        float[] gradient = scratch.tile(4, step * columns);
        float[] out = scratch.tile(5, step * columns);
        float[] moments = scratch.tile(6, 2 * step);
        float[] sums = scratch.tile(7, 2);
        weight.get(0, 0, gain, 0, columns);
        dWeight.get(0, 0, gainGradient, 0, columns);
        loadOrZero(dBias, shiftGradient, columns);
        for (int row = 0; row < x.rows; row += step) {
            int count = Math.min(step, x.rows - row);
            Tiles.load(x, row, count, normal);
            Tiles.load(dy, row, count, gradient);
            Tiles.load(statistics, row, count, moments);
            if (residual == null) {
                Rows.zero(out, count * columns);
            } else {
                Tiles.load(residual, row, count, out);
            }
            for (int r = 0; r < count; r++) {
                int at = r * columns;
                float mean = moments[2 * r];
                float scale = moments[2 * r + 1];
                Rows.zero(sums, 2);
                passes.normaliseBackward(
                        mean, scale, normal, gradient, at, gain, gainGradient, shiftGradient, 0, columns, sums);
                float average = sums[0] / columns;
                float projection = sums[1] / columns;
                passes.normaliseGradient(scale, average, projection, normal, gradient, at, out, 0, columns);
            }
            Tiles.store(out, dx, row, count);
        }
        dWeight.put(0, 0, gainGradient, 0, columns);
        if (dBias != null) {
            dBias.put(0, 0, shiftGradient, 0, columns);
        }
    }

    private static void loadOrZero(Tensor vector, float[] into, int count) {
        if (vector == null) {
            Rows.zero(into, count);
        } else {
            vector.get(0, 0, into, 0, count);
        }
    }
}
