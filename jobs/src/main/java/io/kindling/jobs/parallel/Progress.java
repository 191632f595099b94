package io.kindling.jobs.parallel;

import java.io.Serializable;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How a round went for one replica.
 *
 * @param tokens it learnt from; 0 where it is left out of the round
 * @param loss mean over its steps, in nats per token
 * @param gradientNorm mean over its steps, before clipping
 * @param seconds that its steps took
 * @param samples a hash of the samples it saw, in their order
 * @param skips steps that stood out and were passed over, in words
 * @param fault why it is left out, in words; null otherwise
 */
public record Progress(
        int replica,
        long tokens,
        double loss,
        double gradientNorm,
        double seconds,
        long samples,
        List<String> skips,
        String fault)
        implements Serializable {
    /** A replica that is left out: {@code loss} or {@code gradientNorm} of {@code step} isn't finite. */
    static Progress diverged(int replica, long step, double loss, double gradientNorm, double seconds) {
        String fault = "replica " + replica + ", step " + step + ": loss " + loss + " and gradient norm " + gradientNorm
                + " must be finite";
        return new Progress(replica, 0, 0, 0, seconds, 0, List.of(), fault);
    }

    /** The mean loss of those that took part, each weighted by its tokens. */
    static double loss(List<Progress> replicas) {
        return weighted(replicas, Progress::loss);
    }

    /** The same of something else. */
    static double weighted(List<Progress> replicas, ToDoubleFunction<Progress> value) {
        double sum = 0;
        long tokens = 0;
        for (Progress replica : replicas) {
            if (replica.tokens > 0) {
                sum += replica.tokens * value.applyAsDouble(replica);
                tokens += replica.tokens;
            }
        }
        return sum / tokens;
    }

    /** The hash of what was seen before and then. */
    static long then(long before, long next) {
        return (before * 31 + next) * 0x9e3779b97f4a7c15L;
    }

    /** A step that is passed over, in words. */
    static String skip(int replica, long step, double loss, double gradientNorm) {
        return "replica %d skips step %d: loss %.4f and gradient norm %.3f stand out from the last 128"
                .formatted(replica, step, loss, gradientNorm);
    }
}
