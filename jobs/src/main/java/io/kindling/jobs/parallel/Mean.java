package io.kindling.jobs.parallel;

import io.kindling.kernels.DoubleSums;
import java.util.Arrays;
import java.util.List;

/**
 * Where replicas arrived in one slice of the parameters, on average: summed in double in their order, and rounded once, so
 * that one replica's mean is itself.
 */
final class Mean {
    private final float[] values;
    private final Spread spread;

    private Mean(float[] values, Spread spread) {
        this.values = values;
        this.spread = spread;
    }

    /**
     * The mean of arrivals, each weighted by the tokens that it learnt from.
     *
     * @param known what the replicas sent theirs relative to; the mean itself where none has any tokens
     */
    static Mean of(WireFormat format, float[] known, List<Arrival> ordered) {
        List<Arrival> present =
                ordered.stream().filter(arrival -> arrival.tokens() > 0).toList();
        if (present.isEmpty()) {
            return new Mean(known.clone(), Spread.NONE);
        }
        double tokens = present.stream().mapToDouble(Arrival::tokens).sum();
        float[] mean = new float[known.length];
        float[] arrived = new float[WireFormat.CHUNK];
        double[] sums = new double[WireFormat.CHUNK];
        // Squares have a sum for each place in a stretch: a sum of all would wait for itself at every number.
        double[] ways = new double[WireFormat.CHUNK];
        double[] moved = new double[WireFormat.CHUNK];
        for (int from = 0; from < known.length; from += WireFormat.CHUNK) {
            int count = Math.min(WireFormat.CHUNK, known.length - from);
            Arrays.fill(sums, 0);
            // Sums and squares in one pass: of two more passes here C2 makes one method that is three times slower.
            for (Arrival arrival : present) {
                System.arraycopy(known, from, arrived, 0, count);
                format.decode(arrival.encoded(), from, arrived, count);
                DoubleSums.add(arrival.tokens(), arrived, known, from, sums, ways, count);
            }
            DoubleSums.divide(sums, tokens, mean, known, from, moved, count);
        }
        double together = Arrays.stream(moved).sum();
        return new Mean(mean, new Spread(Math.max(0, Arrays.stream(ways).sum() / tokens - together), together));
    }

    /** The mean itself. */
    float[] values() {
        return values;
    }

    /** How far they are from it, and it from where they all began. */
    Spread spread() {
        return spread;
    }
}
