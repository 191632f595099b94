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

    /**
     * What is done with the mean of the parameters.
     *
     * @param learningRate of DiLoCo; null for what suits so many replicas and steps
     */
    public OuterOptimizer outer(int replicas, int localSteps, Double learningRate, double momentum) {
        return switch (this) {
            case EVERY_STEP, AVERAGING -> new OuterOptimizer.Averaging();
            case DILOCO ->
                new OuterOptimizer.Nesterov(
                        learningRate == null ? learningRate(replicas, localSteps) : learningRate, momentum);
        };
    }

    /**
     * Rates that others found best with momentum 0.9: at 30 local steps one replica wants 0.4, two or four 0.6, eight or more
     * 0.8 (Charles et al. 2025, <i>Communication-efficient language model training scales reliably and robustly</i>); at 500
     * any number wants 0.7 (Douillard et al. 2023). Rounds of far fewer steps are more alike, and want less.
     */
    private static double learningRate(int replicas, int localSteps) {
        if (localSteps >= 250) {
            return 0.7;
        }
        if (replicas == 1) {
            return 0.4;
        }
        return replicas <= 4 ? 0.6 : 0.8;
    }
}
