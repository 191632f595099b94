package io.kindling.model;

import io.kindling.kernels.Dropout;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Tensor;

/** {@code y = residual + dropout(x · W + b)}, the end of each half of a block. */
final class Residual {
    private Residual() {}

    static void forward(
            Kernels kernels, Linear linear, Tensor x, Tensor residual, Tensor y, Dropout dropout, long firstRow) {
        if (dropout.isNone()) {
            linear.forward(x, residual, y);
            return;
        }
        linear.forward(x, null, y);
        kernels.dropout(y, dropout, firstRow);
        kernels.add(residual, y);
    }

    /** @param dResult the gradient before the dropout: {@code dy} itself where there is none */
    static void backward(
            Kernels kernels, Linear linear, Tensor dy, Tensor dResult, Tensor dx, Dropout dropout, long firstRow) {
        if (!dropout.isNone()) {
            kernels.prefill(null, dy, dResult);
            kernels.dropout(dResult, dropout, firstRow);
        }
        linear.backward(dResult, dx);
    }
}
