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

    /** A spread being summed while replicas pass by: the mean square is what they moved together and what apart. */
    static final class Sum {
        private double squares;
        private double moved;

        /** A replica's stretch of parameters, those from {@code from} on, by its share of all tokens. */
        void add(float[] start, int from, float[] stretch, int count, double share) {
            squares += share * squaredDistance(start, from, stretch, 0, count);
        }

        /** The mean of such stretches. */
        void addMean(float[] start, float[] mean, int from, int count) {
            moved += squaredDistance(start, from, mean, from, count);
        }

        private static double squaredDistance(float[] one, int from, float[] other, int at, int count) {
            double sum = 0;
            for (int i = 0; i < count; i++) {
                double difference = (double) other[at + i] - one[from + i];
                sum += difference * difference;
            }
            return sum;
        }

        Spread spread() {
            return new Spread(Math.max(0, squares - moved), moved);
        }
    }
}
