package io.kindling.jobs.parallel;

import java.util.List;

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

    /** The share of the round in which no steps were taken, where {@code atOnce} replicas run side by side. */
    public double synchronisation(int atOnce) {
        double steps = replicas.stream().mapToDouble(Progress::seconds).sum() / Math.min(atOnce, replicas.size());
        return Math.max(0, 1 - steps / seconds);
    }
}
