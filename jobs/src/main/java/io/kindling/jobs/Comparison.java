package io.kindling.jobs;

import io.kindling.jobs.configuration.Tree;
import io.kindling.jobs.parallel.Kind;
import java.util.List;

/**
 * What one way to train came to.
 *
 * @param kind of exchange
 * @param replicas M
 * @param losses over the whole validation part in nats per token, for each seed
 * @param validationLoss their mean
 * @param percent by which that is above the one of an exchange at every step
 * @param seconds of a run, mean
 */
record Comparison(Kind kind, int replicas, List<Double> losses, double validationLoss, double percent, double seconds) {
    static final String HEADER = "exchange    replicas  validation loss   against every step   seconds a run";

    static Comparison of(Kind kind, int replicas, List<Double> losses, double seconds) {
        double mean = losses.stream().mapToDouble(loss -> loss).average().orElseThrow();
        return new Comparison(kind, replicas, List.copyOf(losses), mean, 0, seconds);
    }

    /** The same beside {@code base}, the loss of an exchange at every step. */
    Comparison against(double base) {
        return new Comparison(kind, replicas, losses, validationLoss, 100 * (validationLoss / base - 1), seconds);
    }

    String line() {
        return "%-10s  %8d  %15.4f  %+17.2f %%  %14.1f"
                .formatted(Tree.of(kind).asText(), replicas, validationLoss, percent, seconds);
    }
}
