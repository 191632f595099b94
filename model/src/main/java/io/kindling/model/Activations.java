package io.kindling.model;

import io.kindling.kernels.Kernels;
import io.kindling.kernels.Tensor;

/**
 * What one block computes for R tokens on their way forward.
 *
 * @param input (R, C)
 * @param normal1 (R, C), the attention's input; {@code statistics1} (R, 2)
 * @param qkv (R, 3C)
 * @param attended (R, C), the heads' outputs side by side
 * @param middle (R, C) = input + attention
 * @param normal2 (R, C), the feed-forward's input; {@code statistics2} (R, 2)
 * @param hidden (R, F), before the GELU; then the GELU's derivative; on the way back its own gradient
 * @param activated (R, F), after the GELU
 * @param output (R, C) = middle + feed-forward
 */
record Activations(
        Tensor input,
        Tensor normal1,
        Tensor statistics1,
        Tensor qkv,
        Tensor attended,
        Tensor middle,
        Tensor normal2,
        Tensor statistics2,
        Tensor hidden,
        Tensor activated,
        Tensor output) {
    /** New memory that keeps everything for the backward pass. */
    static Activations allocate(Kernels kernels, GptConfig config, Tensor input) {
        int rows = input.rows();
        int width = config.width();
        return new Activations(
                input,
                Linear.allocateInput(kernels, rows, width),
                kernels.allocate(rows, 2),
                kernels.allocate(rows, 3 * width),
                Linear.allocateInput(kernels, rows, width),
                kernels.allocate(rows, width),
                Linear.allocateInput(kernels, rows, width),
                kernels.allocate(rows, 2),
                kernels.allocate(rows, config.feedForwardWidth()),
                Linear.allocateInput(kernels, rows, config.feedForwardWidth()),
                kernels.allocate(rows, width));
    }

    /** New memory for the way forward alone: all blocks use it in turn, and each replaces its input by its output. */
    static Activations allocateForwardOnly(Kernels kernels, GptConfig config, int rows) {
        int width = config.width();
        Tensor stream = kernels.allocate(rows, width);
        Tensor normal = kernels.allocate(rows, width);
        Tensor statistics = kernels.allocate(rows, 2);
        Tensor hidden = kernels.allocate(rows, config.feedForwardWidth());
        return new Activations(
                stream,
                normal,
                statistics,
                kernels.allocate(rows, 3 * width),
                kernels.allocate(rows, width),
                stream,
                normal,
                statistics,
                hidden,
                hidden,
                stream);
    }

    Activations rows(int from, int to) {
        return new Activations(
                input.rows(from, to),
                normal1.rows(from, to),
                statistics1.rows(from, to),
                qkv.rows(from, to),
                attended.rows(from, to),
                middle.rows(from, to),
                normal2.rows(from, to),
                statistics2.rows(from, to),
                hidden.rows(from, to),
                activated.rows(from, to),
                output.rows(from, to));
    }

    /**
     * The memory of the {@code count} rows that go on alone after the heads of the last block, laid out in what is free by
     * then; only for {@link #allocateForwardOnly}.
     */
    Activations afterHeads(int count) {
        Tensor stream = output.rows(0, count);
        Tensor normal = attended.rows(0, count);
        return new Activations(
                qkv.columns(0, input.columns()).rows(0, count),
                null,
                null,
                null,
                normal1.rows(0, count),
                stream,
                normal,
                statistics2.rows(0, count),
                hidden.rows(0, count),
                activated.rows(0, count),
                stream);
    }
}
