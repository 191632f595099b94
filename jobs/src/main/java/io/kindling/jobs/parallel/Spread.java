package io.kindling.jobs.parallel;

import java.io.Serializable;
import java.util.List;

/**
 * How far replicas came apart in a round, for one slice of the parameters.
 *
 * @param apart squared distance of the replicas from their mean, itself a mean
 * @param moved squared distance of that mean from where they all began
 */
record Spread(double apart, double moved) implements Serializable {
    static final Spread NONE = new Spread(0, 0);

    /** Of all slices: how far the replicas are from their mean, beside how far that moved; 0 where nothing moved. */
    static double of(List<Spread> slices) {
        double apart = slices.stream().mapToDouble(Spread::apart).sum();
        double moved = slices.stream().mapToDouble(Spread::moved).sum();
        return moved > 0 ? Math.sqrt(apart / moved) : 0;
    }
}
