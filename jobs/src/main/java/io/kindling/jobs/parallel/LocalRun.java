package io.kindling.jobs.parallel;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.util.LongAccumulator;

/** What one replica made of a round: its state for the next one, and where its parameters arrived. */
final class LocalRun implements Serializable {
    private final ReplicaState state;
    private final byte[][] arrived;
    private final Progress progress;

    private LocalRun(ReplicaState state, byte[][] arrived, Progress progress) {
        this.state = state;
        this.arrived = arrived;
        this.progress = progress;
    }

    /** Takes the replica's next {@code count} steps from {@code start}: a pure function, whoever calls it, that counts in {@code tokens}. */
    static LocalRun of(TrainingPlan plan, ReplicaState state, SharedParameters start, int count, LongAccumulator tokens)
            throws IOException {
        try (ReplicaMemory memory = ReplicaMemory.lease(plan)) {
            start.read(parameters -> {
                memory.load(parameters, state);
                return null;
            });
            LocalSteps steps = LocalSteps.take(plan, memory, state, count, tokens);
            start.freeFollowed();
            Progress progress = steps.progress();
            if (progress.fault() != null) {
                return new LocalRun(
                        state.passedOver(count),
                        new byte[Slicing.of(plan.model()).slices()][0],
                        progress);
            }
            return new LocalRun(
                    memory.state(state.replica(), state.steps() + count, steps.window()),
                    start.read(memory::encode),
                    progress);
        }
    }

    ReplicaState state() {
        return state;
    }

    /** Where it arrived, slice by slice. */
    List<Arrival> arrivals() {
        return Arrival.of(progress, arrived);
    }
}
