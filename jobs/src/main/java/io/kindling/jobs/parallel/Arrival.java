package io.kindling.jobs.parallel;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** One slice of what a replica made of a round, on its way to the mean. */
final class Arrival implements Serializable {
    private final Progress progress;
    /** Empty where the replica has nothing to say, as its progress tells. */
    private final byte[] encoded;

    private Arrival(Progress progress, byte[] encoded) {
        this.progress = progress;
        this.encoded = encoded;
    }

    /** All slices of one replica, in order. */
    static List<Arrival> of(Progress progress, byte[][] slices) {
        return Arrays.stream(slices).map(slice -> new Arrival(progress, slice)).toList();
    }

    Progress progress() {
        return progress;
    }

    /** Arrivals of the same slice in the order of their replicas, whichever way they came. */
    static List<Arrival> inOrder(Iterable<Arrival> arrivals) {
        List<Arrival> ordered = new ArrayList<>();
        arrivals.forEach(ordered::add);
        ordered.sort(Comparator.comparingInt(arrival -> arrival.progress.replica()));
        return ordered;
    }

    /**
     * Their mean, each weighted by the tokens that it learnt from.
     *
     * @param known what the replicas sent theirs relative to; the mean itself where none has any tokens
     * @param spread takes in how far they came apart
     */
    static float[] mean(WireFormat format, float[] known, List<Arrival> ordered, Spread.Sum spread) {
        List<Arrival> present = ordered.stream()
                .filter(arrival -> arrival.progress.tokens() > 0)
                .toList();
        double tokens = present.stream()
                .mapToDouble(arrival -> (double) arrival.progress.tokens())
                .sum();
        float[] mean = known.clone();
        float[] stretch = new float[WireFormat.CHUNK];
        Mean sum = new Mean(WireFormat.CHUNK);
        for (int from = 0; from < known.length && !present.isEmpty(); from += WireFormat.CHUNK) {
            int count = Math.min(WireFormat.CHUNK, known.length - from);
            sum.clear();
            for (Arrival arrival : present) {
                System.arraycopy(known, from, stretch, 0, count);
                format.decode(arrival.encoded, from, stretch, count);
                double weight = (double) arrival.progress.tokens();
                sum.add(stretch, weight);
                spread.add(known, from, stretch, count, weight / tokens);
            }
            sum.get(mean, from, count);
            spread.addMean(known, mean, from, count);
        }
        return mean;
    }
}
