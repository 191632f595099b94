package io.kindling.model;

import io.kindling.kernels.Kernels;
import io.kindling.kernels.Tensor;

/**
 * What one block computes for R tokens on their way back.
 *
 * @param dOutput (R, C), what comes in
 * @param dExpanded (R, C), of the feed-forward's result: dOutput itself unless dropout stands between
 * @param dMiddle (R, C)
 * @param dProjected (R, C), of the attention's result: dMiddle itself unless dropout stands between
 * @param dQkv (R, 3C)
 * @param dInput (R, C), what goes out
 * @param dNormal (R, C), {@code dActivated} (R, F) and {@code dAttended} (R, C): needed only inside a block, so that all
 *     blocks share them
 */
record Gradients(
        Tensor dOutput,
        Tensor dExpanded,
        Tensor dMiddle,
        Tensor dProjected,
        Tensor dQkv,
        Tensor dInput,
        Tensor dNormal,
        Tensor dActivated,
        Tensor dAttended) {
    /** New memory for the last block; {@code rows} tokens. */
    static Gradients allocate(Kernels kernels, GptConfig config, int rows) {
        return allocate(
                kernels,
                config,
                kernels.allocate(rows, config.width()),
                kernels.allocate(rows, config.width()),
                kernels.allocate(rows, config.feedForwardWidth()),
                kernels.allocate(rows, config.width()));
    }

    /** New memory for the block before this one. */
    Gradients allocateBefore(Kernels kernels, GptConfig config) {
        return allocate(kernels, config, dInput, dNormal, dActivated, dAttended);
    }

    private static Gradients allocate(
            Kernels kernels, GptConfig config, Tensor dOutput, Tensor dNormal, Tensor dActivated, Tensor dAttended) {
        int rows = dOutput.rows();
        int width = config.width();
        boolean dropout = config.dropout() > 0;
        Tensor dMiddle = kernels.allocate(rows, width);
        return new Gradients(
                dOutput,
                dropout ? kernels.allocate(rows, width) : dOutput,
                dMiddle,
                dropout ? kernels.allocate(rows, width) : dMiddle,
                kernels.allocate(rows, 3 * width),
                kernels.allocate(rows, width),
                dNormal,
                dActivated,
                dAttended);
    }

    Gradients rows(int from, int to) {
        return new Gradients(
                dOutput.rows(from, to),
                dExpanded.rows(from, to),
                dMiddle.rows(from, to),
                dProjected.rows(from, to),
                dQkv.rows(from, to),
                dInput.rows(from, to),
                dNormal.rows(from, to),
                dActivated.rows(from, to),
                dAttended.rows(from, to));
    }
}
