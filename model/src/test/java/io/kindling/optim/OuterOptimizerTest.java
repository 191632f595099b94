package io.kindling.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

class OuterOptimizerTest {
    @Test
    void averagingGoesToTheMean() {
        float[] mean = {0.3f, -7};
        new OuterOptimizer.Averaging().step(new float[] {1, 2}, mean, new float[0]);
        assertThat(mean).containsExactly(0.3f, -7);
    }

    /**
     * By hand, as PyTorch's SGD has it: gradients 1 and 0.5, velocities 1 and 0.9 + 0.5 = 1.4, so 5 − 0.5 · (1 + 0.9 · 1) =
     * 4.05, then 4.05 − 0.5 · (0.5 + 0.9 · 1.4) = 3.17.
     */
    @Test
    void nesterovLooksAhead() {
        OuterOptimizer nesterov = new OuterOptimizer.Nesterov(0.5, 0.9);
        float[] velocity = {0};
        float[] first = {4};
        nesterov.step(new float[] {5}, first, velocity);
        assertThat(first[0]).isCloseTo(4.05f, offset(1e-6f));
        float[] second = {first[0] - 0.5f};
        nesterov.step(first, second, velocity);
        assertThat(second[0]).isCloseTo(3.17f, offset(1e-6f));
        assertThat(velocity[0]).isCloseTo(1.4f, offset(1e-6f));
    }

    @Test
    void rateOneWithoutMomentumIsAveraging() {
        float[] mean = {0.25f};
        new OuterOptimizer.Nesterov(1, 0).step(new float[] {0.5f}, mean, new float[1]);
        assertThat(mean[0]).isEqualTo(0.25f);
    }

    @Test
    void valuesThatCannotBeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OuterOptimizer.Nesterov(0, 0.9))
                .withMessage("outerLearningRate (0.0) must be more than 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OuterOptimizer.Nesterov(1, 1))
                .withMessage("outerMomentum (1.0) must be at least 0 and less than 1");
    }
}
