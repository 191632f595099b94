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

        /** Summed four ways at once, each in its order, since one sum would wait for itself at every number. */
        private static double squaredDistance(float[] one, int from, float[] other, int at, int count) {
            double sum0 = 0;
            double sum1 = 0;
            double sum2 = 0;
            double sum3 = 0;
            int i = 0;
            for (; i + 4 <= count; i += 4) {
                sum0 += square(one[from + i], other[at + i]);
                sum1 += square(one[from + i + 1], other[at + i + 1]);
                sum2 += square(one[from + i + 2], other[at + i + 2]);
                sum3 += square(one[from + i + 3], other[at + i + 3]);
            }
            for (; i < count; i++) {
                sum0 += square(one[from + i], other[at + i]);
            }
            return (sum0 + sum1) + (sum2 + sum3);
        }

        private static double square(float one, float other) {
            double difference = (double) other - one;
            return difference * difference;
        }

        Spread spread() {
            return new Spread(Math.max(0, squares - moved), moved);
        }
    }
}
