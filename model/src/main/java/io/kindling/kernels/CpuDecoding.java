package io.kindling.kernels;

import org.bytedeco.openblas.global.openblas;

/**
 * What generation does for one token at a time: products of one row, and attention of one query.
 *
 * <p>These are bound by how fast weights come out of memory, so they take the weights where they lie. A matrix product of
 * one row would copy them first, at a quarter of the speed.
 */
final class CpuDecoding {
    private final Rows passes;
    private final ThreadLocal<Tiles> tiles;

    CpuDecoding(Rows passes, ThreadLocal<Tiles> tiles) {
        this.passes = passes;
        this.tiles = tiles;
    }

    /** y (1, N) = x (1, K) · w (K, N) */
    static void product(CpuTensor x, CpuTensor w, CpuTensor y) {
        multiply(openblas.CblasTrans, w.rows, w.columns, 1, w, x.whole, y.whole);
    }

    /** y (1, N) = x (1, K) · w (N, K)ᵀ */
    static void productTransposed(CpuTensor x, CpuTensor w, CpuTensor y) {
        multiply(openblas.CblasNoTrans, w.rows, w.columns, 1, w, x.whole, y.whole);
    }

    void attend(
            CpuTensor query,
            CpuTensor key,
            CpuTensor value,
            CpuTensor keys,
            CpuTensor values,
            int position,
            CpuTensor y) {
        Tiles scratch = tiles.get();
        int depth = query.columns;
        int count = position + 1;
        float[] row = scratch.tile(0, Math.max(depth, count));
        copy(key, row, keys, position);
        copy(value, row, values, position);
        CpuTensor scores = scratch.matrix(0, 1, keys.rows);
        float scale = (float) (1 / Math.sqrt(depth));
        multiply(openblas.CblasNoTrans, count, depth, scale, keys, query.whole, scores.whole);
        scores.get(0, 0, row, 0, count);
        float sum = passes.exponentials(passes.max(row, 0, count), row, 0, count);
        passes.scale(1 / sum, row, 0, count);
        scores.put(0, 0, row, 0, count);
        multiply(openblas.CblasTrans, count, depth, 1, values, scores.whole, y.whole);
    }

    private static void copy(CpuTensor from, float[] tile, CpuTensor into, int row) {
        from.get(0, 0, tile, 0, from.columns);
        into.put(row, 0, tile, 0, from.columns);
    }

    private static void multiply(int order, int rows, int columns, float alpha, CpuTensor w, Cursor x, Cursor y) {
        openblas.cblas_sgemv(openblas.CblasRowMajor, order, rows, columns, alpha, w.whole, w.stride, x, 1, 0, y, 1);
    }
}
