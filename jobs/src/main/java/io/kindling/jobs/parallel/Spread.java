package io.kindling.jobs.parallel;

import io.kindling.kernels.DoubleSums;
import java.io.Serializable;
import java.util.Arrays;
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

    /**
     * A spread being summed while replicas pass by in stretches of {@link WireFormat#CHUNK}: the mean square is what they moved
     * together and what apart.
     */
    static final class Sum {
        // One sum for each place in a stretch: a sum of all would wait for itself at every number.
        private final double[] squares = new double[WireFormat.CHUNK];
        private final double[] moved = new double[WireFormat.CHUNK];

        /** A replica's stretch of parameters, those from {@code from} on, by its share of all tokens. */
        void add(float[] start, int from, float[] stretch, int count, double share) {
            DoubleSums.addSquaredDifferences(share, start, from, stretch, 0, squares, count);
        }

        /** The mean of such stretches. */
        void addMean(float[] start, float[] mean, int from, int count) {
            DoubleSums.addSquaredDifferences(1, start, from, mean, from, moved, count);
        }

        Spread spread() {
            double together = Arrays.stream(moved).sum();
            return new Spread(Math.max(0, Arrays.stream(squares).sum() - together), together);
        }
    }
}
