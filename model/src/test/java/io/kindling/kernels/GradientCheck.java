package io.kindling.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleSupplier;

/** Compares gradients with central differences in double precision: step 1e-5, relative 1e-5, floor 1e-6. */
public final class GradientCheck {
    private static final double STEP = 1e-5;
    private static final double RELATIVE = 1e-5;
    private static final double FLOOR = 1e-6;

    private GradientCheck() {}

    /** Moves every {@code stride}-th element of {@code x} up and down and watches {@code loss}. */
    public static void check(String name, DoubleSupplier loss, Tensor x, Tensor gradient, int stride) {
        for (long i = 0; i < x.size(); i += stride) {
            int row = (int) (i / x.columns());
            int column = (int) (i % x.columns());
            double value = x.get(row, column);
            x.set(row, column, value + STEP);
            double above = loss.getAsDouble();
            x.set(row, column, value - STEP);
            double below = loss.getAsDouble();
            x.set(row, column, value);
            double expected = (above - below) / (2 * STEP);
            double actual = gradient.get(row, column);
            double tolerance = Math.max(FLOOR, RELATIVE * Math.max(Math.abs(expected), Math.abs(actual)));
            assertThat(Math.abs(actual - expected))
                    .as("%s[%d, %d]: %s by backpropagation, %s by differences", name, row, column, actual, expected)
                    .isLessThanOrEqualTo(tolerance);
        }
    }
}
