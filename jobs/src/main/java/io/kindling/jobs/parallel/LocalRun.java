package io.kindling.jobs.parallel;

import java.io.IOException;
import java.io.Serializable;

/**
 * What one replica made of a round.
 *
 * @param state for its next round
 * @param parameters it arrived at
 */
record LocalRun(ReplicaState state, Floats parameters, Progress progress) implements Serializable {
    /** Takes the replica's next {@code steps} steps from {@code parameters}: a pure function, whoever calls it. */
    static LocalRun of(TrainingPlan plan, ReplicaState state, Floats parameters, int steps) throws IOException {
        try (ReplicaMemory memory = ReplicaMemory.lease(plan)) {
            memory.load(parameters, state);
            double losses = 0;
            double norms = 0;
            for (long step = state.steps(); step < state.steps() + steps; step++) {
                double loss = memory.step(step, state.replica());
                double norm = memory.optimize(plan.schedule().at(step));
                requireFinite(loss, norm, state.replica(), step);
                losses += loss;
                norms += norm;
            }
            Progress progress = new Progress(state.replica(), losses / steps, norms / steps);
            return new LocalRun(memory.state(state.replica()), memory.parameters(), progress);
        }
    }

    private static void requireFinite(double loss, double norm, int replica, long step) {
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new IllegalStateException("replica " + replica + ", step " + step + ": loss " + loss
                    + " and gradient norm " + norm + " must be finite; lower training.learningRate, or clip lower");
        }
    }
}
