package io.kindling.jobs.parallel;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** One slice of what a replica made of a round, on its way to the mean. */
final class Arrival implements Serializable {
    private final Progress progress;
    /** Empty where the replica has no tokens. */
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

    /** What the replica learnt from; 0 where it has nothing to say. */
    double tokens() {
        return (double) progress.tokens();
    }

    byte[] encoded() {
        return encoded;
    }

    /** Arrivals of the same slice in the order of their replicas, whichever way they came. */
    static List<Arrival> inOrder(Iterable<Arrival> arrivals) {
        List<Arrival> ordered = new ArrayList<>();
        arrivals.forEach(ordered::add);
        ordered.sort(Comparator.comparingInt(arrival -> arrival.progress.replica()));
        return ordered;
    }
}
