package io.kindling.optim;

import java.io.Serializable;

/**
 * What the mean of replicas that went separate ways does to the parameters they all started from. It works on any stretch
 * of the vector by itself, so that stretches can lie on different machines.
 */
public sealed interface OuterOptimizer extends Serializable {
    /** Whether it remembers anything from one round to the next. */
    boolean hasMomentum();

    /**
     * Turns the mean into the parameters of the next round.
     *
     * @param start where all replicas began
     * @param mean of where they arrived; overwritten with the result
     * @param momentum of this stretch, changed in place; empty without
     */
    void step(float[] start, float[] mean, float[] momentum);

    /** The next round starts at the mean (McMahan et al. 2017, <i>Federated averaging</i>). */
    record Averaging() implements OuterOptimizer {
        @Override
        public boolean hasMomentum() {
            return false;
        }

        @Override
        public void step(float[] start, float[] mean, float[] momentum) {
            // The mean is the result.
        }
    }

    /**
     * Stochastic gradient descent with Nesterov momentum on the distance from the mean back to the start, which stands for
     * a gradient (Douillard et al. 2023, <i>DiLoCo</i>).
     *
     * @param learningRate 1 without momentum would be averaging
     * @param momentum the share of the last direction that goes on, in [0, 1)
     */
    record Nesterov(double learningRate, double momentum) implements OuterOptimizer {
        public Nesterov {
            if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("outerLearningRate (" + learningRate + ") must be more than 0");
            }
            if (!(momentum >= 0 && momentum < 1)) {
                throw new IllegalArgumentException(
                        "outerMomentum (" + momentum + ") must be at least 0 and less than 1");
            }
        }

        @Override
        public boolean hasMomentum() {
            return true;
        }

        @Override
        public void step(float[] start, float[] mean, float[] velocity) {
            float rate = (float) learningRate;
            float kept = (float) momentum;
            for (int i = 0; i < mean.length; i++) {
                float gradient = start[i] - mean[i];
                float direction = kept * velocity[i] + gradient;
                velocity[i] = direction;
                mean[i] = start[i] - rate * (gradient + kept * direction);
            }
        }
    }
}
