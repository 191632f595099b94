package io.kindling.jobs.parallel;

import io.kindling.optim.Spikes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.util.LongAccumulator;

/** The steps that a replica takes by itself, and what there is to tell of them. */
final class LocalSteps {
    private final Spikes spikes;
    private final List<String> skips = new ArrayList<>();
    private double losses;
    private double norms;
    private long samples;
    private Progress progress;

    private LocalSteps(Spikes spikes) {
        this.spikes = spikes;
    }

    /** Takes them in {@code memory}, which is loaded with {@code state}; stops at a loss or norm that isn't finite. */
    static LocalSteps take(
            TrainingPlan plan, ReplicaMemory memory, ReplicaState state, int count, LongAccumulator tokens)
            throws IOException {
        LocalSteps steps =
                new LocalSteps(new Spikes(plan.spikeDeviations(), state.window().values()));
        long started = System.nanoTime();
        for (long step = state.steps(); step < state.steps() + count; step++) {
            stopIfKilled();
            double loss = memory.loss(step, state.replica());
            double norm = memory.gradientNorm();
            if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
                steps.progress = Progress.diverged(state.replica(), step, loss, norm, seconds(started));
                return steps;
            }
            if (steps.spikes.add(loss, norm)) {
                steps.skips.add(Progress.skip(state.replica(), step, loss, norm));
            } else {
                memory.update(plan.schedule().at(step), norm);
            }
            tokens.add(plan.tokens(1));
            steps.losses += loss;
            steps.norms += norm;
            steps.samples = Progress.then(steps.samples, memory.samples());
        }
        steps.progress = new Progress(
                state.replica(),
                plan.tokens(count),
                steps.losses / count,
                steps.norms / count,
                seconds(started),
                steps.samples,
                List.copyOf(steps.skips),
                null);
        return steps;
    }

    /** A task whose twin was faster ends here, not at the end of its round. */
    private static void stopIfKilled() {
        TaskContext context = TaskContext.get();
        if (context != null && context.isInterrupted()) {
            throw new TaskKilledException("its result is no longer needed");
        }
    }

    private static double seconds(long started) {
        return (System.nanoTime() - started) / 1e9;
    }

    Progress progress() {
        return progress;
    }

    /** For {@link Spikes} to go on with. */
    float[] window() {
        return spikes.window();
    }
}
