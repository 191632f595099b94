package io.kindling.optim;

import java.io.Serializable;

/** The learning rate of each step, counted from 0. */
public sealed interface Schedule extends Serializable {
    double at(long step);

    /** Up in a straight line for {@code warmupSteps}, so that the first step already moves, then the same for good. */
    record Constant(double learningRate, long warmupSteps) implements Schedule {
        public Constant {
            requireRate("learningRate", learningRate);
            requireSteps("warmupSteps", warmupSteps);
        }

        @Override
        public double at(long step) {
            return step < warmupSteps ? learningRate * (step + 1) / (warmupSteps + 1) : learningRate;
        }
    }

    /**
     * Up in a straight line, then down half a cosine to {@code minimum} at {@code steps} (Loshchilov and Hutter 2017).
     *
     * @param learningRate at the top
     * @param minimum reached at {@code steps} and kept from then on
     */
    record Cosine(double learningRate, double minimum, long warmupSteps, long steps) implements Schedule {
        public Cosine {
            requireRate("learningRate", learningRate);
            requireSteps("warmupSteps", warmupSteps);
            if (!(minimum >= 0 && minimum <= learningRate)) {
                throw new IllegalArgumentException(
                        "minimum (" + minimum + ") must be between 0 and learningRate (" + learningRate + ")");
            }
            if (steps <= warmupSteps) {
                throw new IllegalArgumentException(
                        "steps (" + steps + ") must be more than warmupSteps (" + warmupSteps + ")");
            }
        }

        @Override
        public double at(long step) {
            if (step < warmupSteps) {
                return learningRate * (step + 1) / (warmupSteps + 1);
            }
            double progress = Math.min(1, (double) (step - warmupSteps) / (steps - warmupSteps));
            return minimum + 0.5 * (1 + Math.cos(Math.PI * progress)) * (learningRate - minimum);
        }
    }

    private static void requireRate(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " (" + value + ") must be more than 0");
        }
    }

    private static void requireSteps(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " (" + value + ") must be at least 0");
        }
    }
}
