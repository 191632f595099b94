package io.kindling.jobs.parallel;

import io.kindling.kernels.Dropout;
import io.kindling.model.GptConfig;
import io.kindling.optim.AdamW;
import io.kindling.optim.Schedule;
import java.io.Serializable;

/**
 * Everything that decides what a run computes, as it travels to the executors.
 *
 * @param shards folder of the token shards
 * @param steps each replica takes in all
 * @param batch sequences in memory at once, of contextLength tokens each
 * @param microbatches batches whose gradients make one step
 * @param replicas M, logical replicas, whatever the number of executors
 * @param localSteps H, steps between two means
 * @param threads of one replica's task; they don't change the result
 * @param seed of initial parameters, order of data and dropout
 */
public record TrainingPlan(
        GptConfig model,
        AdamW.Settings optimizer,
        Schedule schedule,
        String shards,
        long steps,
        int batch,
        int microbatches,
        int replicas,
        int localSteps,
        int threads,
        long seed)
        implements Serializable {
    /** Sequences of one replica's step. */
    int sequencesPerStep() {
        return Math.multiplyExact(batch, microbatches);
    }

    /** Tokens of all replicas in one step. */
    public long tokensPerStep() {
        return (long) replicas * sequencesPerStep() * model.contextLength();
    }

    public long rounds() {
        return (steps + localSteps - 1) / localSteps;
    }

    /** Where in the order of samples the first sequence of a replica's step stands: steps share it out in turn. */
    long samplePosition(long step, int replica) {
        return (step * replicas + replica) * sequencesPerStep();
    }

    Dropout dropout(long step, int replica) {
        long place = seed * 0x9e3779b97f4a7c15L + step * replicas + replica;
        return new Dropout((float) model.dropout(), Long.hashCode(place * 0xbf58476d1ce4e5b9L));
    }
}
