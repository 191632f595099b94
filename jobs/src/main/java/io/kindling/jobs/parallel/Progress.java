package io.kindling.jobs.parallel;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;

/**
 * How a round went.
 *
 * @param replica whose; −1 for the mean over all
 * @param loss mean over the round's steps, in nats per token
 * @param gradientNorm mean over the round's steps, before clipping
 */
public record Progress(int replica, double loss, double gradientNorm) implements Serializable {
    static Progress mean(List<Progress> replicas) {
        List<Progress> ordered = replicas.stream()
                .sorted(Comparator.comparingInt(Progress::replica))
                .toList();
        return new Progress(
                -1,
                ordered.stream().mapToDouble(Progress::loss).sum() / ordered.size(),
                ordered.stream().mapToDouble(Progress::gradientNorm).sum() / ordered.size());
    }
}
