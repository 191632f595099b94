package io.kindling.jobs.parallel;

import java.util.ArrayList;
import java.util.List;

/** What the steps of a round come to where replicas exchange at every step. */
final class StepSums {
    private final List<List<Progress>> steps = new ArrayList<>();
    private final List<String> skips = new ArrayList<>();
    private double norms;
    private long bytes;

    void skip(String words) {
        skips.add(words);
    }

    void add(List<Progress> replicas, double gradientNorm, long bytesPerReplica) {
        steps.add(replicas);
        norms += gradientNorm;
        bytes += bytesPerReplica;
    }

    Round round(double seconds) {
        List<Progress> replicas = new ArrayList<>();
        for (int replica = 0; replica < steps.get(0).size(); replica++) {
            replicas.add(sum(replica));
        }
        return new Round(replicas, norms / steps.size(), 0, seconds, bytes);
    }

    private Progress sum(int replica) {
        List<Progress> own = steps.stream().map(step -> step.get(replica)).toList();
        String fault = own.stream()
                .map(Progress::fault)
                .filter(words -> words != null)
                .findFirst()
                .orElse(null);
        return new Progress(
                replica,
                own.stream().mapToLong(Progress::tokens).sum(),
                Progress.loss(own),
                Progress.weighted(own, Progress::gradientNorm),
                own.stream().mapToDouble(Progress::seconds).sum(),
                own.stream().mapToLong(Progress::samples).reduce(0, Progress::then),
                replica == 0 ? skips : List.of(),
                fault);
    }
}
