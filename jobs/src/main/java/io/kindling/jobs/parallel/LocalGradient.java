package io.kindling.jobs.parallel;

import java.io.IOException;
import java.util.List;
import org.apache.spark.util.LongAccumulator;

/** One replica's gradient at one step, as it travels to the mean. */
final class LocalGradient {
    private LocalGradient() {}

    /** The slices of the gradient of {@code step} where {@code history} leads: a pure function, whoever calls it. */
    static List<Arrival> of(TrainingPlan plan, GradientHistory history, int replica, long step, LongAccumulator tokens)
            throws IOException {
        try (ReplicaMemory memory = ReplicaMemory.lease(plan)) {
            memory.follow(history);
            long started = System.nanoTime();
            double loss = memory.loss(step, replica);
            double norm = memory.gradientNorm();
            double seconds = (System.nanoTime() - started) / 1e9;
            if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
                byte[][] nothing = new byte[Slicing.of(plan.model()).slices()][0];
                return Arrival.of(Progress.diverged(replica, step, loss, norm, seconds), nothing);
            }
            tokens.add(plan.tokens(1));
            Progress progress =
                    new Progress(replica, plan.tokens(1), loss, norm, seconds, memory.samples(), List.of(), null);
            return Arrival.of(progress, memory.encodeGradient());
        }
    }
}
