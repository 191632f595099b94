package io.kindling.jobs.parallel;

import io.kindling.optim.OuterOptimizer;

/** What replicas exchange, and when. */
public enum Kind {
    /** The mean of their gradients, at every step. */
    EVERY_STEP,
    /** The mean of their parameters, after their local steps. */
    AVERAGING,
    /** The mean of their parameters, after their local steps, as an outer gradient. */
    DILOCO;

    /** The momentum of published runs, which have hundreds of rounds. */
    private static final double LONG_RUN = 0.9;

    /** Rounds of a run for each that its momentum carries a move on. */
    private static final double ROUNDS = 30;

    /**
     * What is done with the mean of the parameters.
     *
     * @param rounds of the run
     * @param learningRate of DiLoCo; null for what suits so many replicas and steps, and the momentum
     * @param momentum of DiLoCo; null for what suits so many rounds
     */
    public OuterOptimizer outer(int replicas, int localSteps, long rounds, Double learningRate, Double momentum) {
        return switch (this) {
            case EVERY_STEP, AVERAGING -> new OuterOptimizer.Averaging();
            case DILOCO -> {
                double kept = momentum == null ? momentum(rounds) : momentum;
                yield new OuterOptimizer.Nesterov(
                        learningRate == null ? learningRate(replicas, localSteps, kept) : learningRate, kept);
            }
        };
    }

    /**
     * A momentum of m carries each round's move on for about 1/(1 − m) rounds, of which a run should have thirty times as
     * many: none below 30 rounds, 1/2 at 60, the published 0.9 from 300 on. Measured on a small model with rounds of 20 steps;
     * rounds of five are too alike, and did better with none.
     */
    private static double momentum(long rounds) {
        return Math.max(0, Math.min(LONG_RUN, 1 - ROUNDS / rounds));
    }

    /**
     * The published rate at momentum 0.9, averaging's 1 at 0, and what lies between on a straight line.
     *
     * <p>At momentum 0.9 and 30 local steps one replica wants 0.4, two or four 0.6, eight or more 0.8 (Charles et al. 2025,
     * <i>Communication-efficient language model training scales reliably and robustly</i>); at 500 any number wants 0.7
     * (Douillard et al. 2023).
     */
    private static double learningRate(int replicas, int localSteps, double momentum) {
        double published = localSteps >= 250 ? 0.7 : replicas == 1 ? 0.4 : replicas <= 4 ? 0.6 : 0.8;
        return 1 - Math.min(momentum, LONG_RUN) / LONG_RUN * (1 - published);
    }
}
