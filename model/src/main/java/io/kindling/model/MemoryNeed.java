package io.kindling.model;

import io.kindling.kernels.Kernels;
import io.kindling.kernels.MemoryCount;
import io.kindling.kernels.OffHeapMemory;
import io.kindling.kernels.Team;

/**
 * The bytes outside the Java heap that training one replica takes, known before any are allocated: the model and its step
 * are laid out on memory that is only counted.
 *
 * @param parameters the weights
 * @param gradients as many again
 * @param moments AdamW's two, as many again each
 * @param activations what the step keeps of {@code batch} sequences, and its scratch
 */
public record MemoryNeed(long parameters, long gradients, long moments, long activations) {
    /** Of a replica that trains on {@code batch} sequences at once; microbatches come one after another. */
    public static MemoryNeed training(GptConfig config, int batch) {
        MemoryCount count = new MemoryCount();
        Kernels kernels = count.kernels();
        Gpt gpt = new Gpt(config, kernels);
        long parameters = count.bytes();
        try (Team team = new Team(1)) {
            new TrainingStep(gpt, team, batch, 1);
        }
        long step = count.bytes() - parameters;
        return new MemoryNeed(parameters, parameters, 2 * parameters, step - parameters);
    }

    /** Bytes that scoring with {@code threads} threads takes, as validation does beside training. */
    public static long scoring(GptConfig config, int threads) {
        MemoryCount count = new MemoryCount();
        try (Team team = new Team(threads)) {
            new Inference(new Gpt(config, count.kernels()), team);
        }
        return count.bytes();
    }

    public long total() {
        return parameters + gradients + moments + activations;
    }

    /**
     * Refuses what doesn't fit.
     *
     * @param replicas that are in the process's memory at once
     * @param batch sequences of each at once
     * @throws IllegalArgumentException with the arithmetic and what to do
     */
    public void requireRoom(OffHeapMemory room, int replicas, int batch) {
        if (Math.multiplyExact(total(), replicas) > room.bytes()) {
            throw new IllegalArgumentException(
                    ("batch (%d) needs %s outside the Java heap, for each of %d replicas at once,"
                                    + " and %,d MiB are there (%s); take a smaller batch and more microbatches, or more memory")
                            .formatted(batch, this, replicas, room.bytes() >> 20, room.arithmetic()));
        }
    }

    /** The sum, in MiB. */
    @Override
    public String toString() {
        return "%,d MiB = %,d parameters + %,d gradients + %,d moments + %,d activations"
                .formatted(mebi(total()), mebi(parameters), mebi(gradients), mebi(moments), mebi(activations));
    }

    private static long mebi(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
