package io.kindling.model;

import io.kindling.kernels.Kernels;
import io.kindling.kernels.Tensor;

/**
 * What a step of generation computes for R sequences, a row of each; all blocks use it in turn.
 *
 * @param stream (R, C), what goes from block to block
 * @param normal (R, C); {@code statistics} (R, 2)
 * @param qkv (R, 3C)
 * @param attended (R, C)
 * @param hidden (R, F), before and after the GELU
 * @param scratch (R, …), partial sums of {@link SlicedLinear}
 */
record DecodingRows(
        Tensor stream, Tensor normal, Tensor statistics, Tensor qkv, Tensor attended, Tensor hidden, Tensor scratch) {
    static DecodingRows allocate(Kernels kernels, GptConfig config, int rows) {
        int width = config.width();
        int wide = config.feedForwardWidth();
        int scratch = Math.max(SlicedLinear.scratch(width, wide), SlicedLinear.scratch(wide, width));
        return new DecodingRows(
                kernels.allocate(rows, width),
                kernels.allocate(rows, width),
                kernels.allocate(rows, 2),
                kernels.allocate(rows, 3 * width),
                kernels.allocate(rows, width),
                kernels.allocate(rows, wide),
                kernels.allocate(rows, scratch));
    }

    DecodingRows row(int row) {
        int to = row + 1;
        return new DecodingRows(
                stream.rows(row, to),
                normal.rows(row, to),
                statistics.rows(row, to),
                qkv.rows(row, to),
                attended.rows(row, to),
                hidden.rows(row, to),
                scratch.rows(row, to));
    }
}
