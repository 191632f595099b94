package io.kindling.jobs.parallel;

import java.io.IOException;
import java.io.Serializable;

/**
 * What one replica made of a round.
 *
 * @param state for its next round
 * @param parameters it arrived at
 * @param losses of its steps, in nats per token
 * @param gradientNorms of its steps, before clipping
 */
record LocalRun(ReplicaState state, Floats parameters, double[] losses, double[] gradientNorms)
        implements Serializable {
    /** Takes the replica's next {@code steps} steps from {@code parameters}: a pure function, whoever calls it. */
    static LocalRun of(TrainingPlan plan, ReplicaState state, Floats parameters, int steps) throws IOException {
        try (ReplicaMemory memory = ReplicaMemory.lease(plan)) {
            memory.load(parameters, state);
            double[] losses = new double[steps];
            double[] norms = new double[steps];
            for (int i = 0; i < steps; i++) {
                long step = state.steps() + i;
                losses[i] = memory.step(step, state.replica());
                norms[i] = memory.optimize(plan.schedule().at(step));
                requireFinite(losses[i], norms[i], state.replica(), step);
            }
            return new LocalRun(memory.state(state.replica()), memory.parameters(), losses, norms);
        }
    }

    private static void requireFinite(double loss, double norm, int replica, long step) {
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new IllegalStateException("replica " + replica + ", step " + step + ": loss " + loss
                    + " and gradient norm " + norm + " must be finite; lower training.learningRate, or clip lower");
        }
    }
}
