package io.kindling.jobs.parallel;

import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;

/**
 * How a round went.
 *
 * @param replicas each one's progress, in order
 * @param gradientNorm mean over its steps, before clipping: of the replicas' gradients, or of their mean where they average
 *     gradients
 * @param spread how far the replicas are from their mean at the end, beside how far that moved, both as root mean squares:
 *     0 where they exchange at every step, 1 where what they learnt apart weighs as much as what they learnt together
 * @param seconds from beginning to end
 * @param bytesPerReplica that travelled from a replica and back to it
 */
public record Round(List<Progress> replicas, double gradientNorm, double spread, double seconds, long bytesPerReplica) {
    /** Mean over the replicas that took part, in nats per token. */
    public double loss() {
        return Progress.loss(replicas);
    }

    /** A hash of the samples that each replica saw, in their order. */
    public long samples() {
        return replicas.stream().mapToLong(Progress::samples).reduce(0, Progress::then);
    }

    /** The share of the round in which nobody took steps, where {@code atOnce} replicas run side by side. */
    public double synchronisation(int atOnce) {
        return Math.max(0, 1 - stepping(atOnce) / seconds);
    }

    /**
     * The share of the round, on average of those cores, in which one waited while another still took steps. Of replicas that
     * exchange at every step it is what one takes longer than another over the whole round; the rest is synchronisation.
     */
    public double waiting(int atOnce) {
        double mean = replicas.stream().mapToDouble(Progress::seconds).sum() / Math.min(atOnce, replicas.size());
        return Math.max(0, stepping(atOnce) - mean) / seconds;
    }

    /** Seconds until the last steps are taken: each replica begins, in their order, where one ends first. */
    private double stepping(int atOnce) {
        PriorityQueue<Double> ends = new PriorityQueue<>(Collections.nCopies(Math.min(atOnce, replicas.size()), 0.0));
        replicas.forEach(replica -> ends.add(ends.remove() + replica.seconds()));
        return Collections.max(ends);
    }
}
