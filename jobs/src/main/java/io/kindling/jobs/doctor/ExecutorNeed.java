package io.kindling.jobs.doctor;

import io.kindling.jobs.parallel.WireFormat;
import io.kindling.model.GptConfig;
import io.kindling.model.MemoryNeed;
import io.kindling.model.Parameters;

/**
 * The memory that an executor needs for its share of a training run, in bytes.
 *
 * @param heap of Java, where replicas' states stay between rounds, and what travels: reckoned, see {@link #of}
 * @param working the part of it that can't go to disk for a while: that of the replicas at work
 * @param models outside of it, counted exactly: the replicas at work, and a model for validation
 * @param own of the JVM itself, outside its heap: code, threads, network buffers; as much as Spark allows for by default
 */
public record ExecutorNeed(long heap, long working, long models, long own) {
    /** What may live at once has this share of the heap: the garbage collector needs room to work in. */
    private static final double LIVE = 0.8;
    /** What Spark takes off the heap before that. */
    private static final long RESERVED = 300L << 20;

    private static final long LEAST_OVERHEAD = 384L << 20;
    private static final double OVERHEAD_FACTOR = 0.1;

    /**
     * The heap holds, for each parameter: 4 bytes of the shared model; of every replica, AdamW's two moments, 8 bytes, twice
     * while a round ends, and where it arrived, as it travels, twice; of the outer optimizer's momentum, 4 bytes, its share,
     * twice then too; and what arrives of a round, three times more.
     *
     * @param batch sequences of a replica at once
     * @param replicas of the run, M
     * @param executors that share them
     * @param slots tasks that an executor runs side by side
     * @param threads of each
     */
    public static ExecutorNeed of(
            GptConfig model, int batch, WireFormat wire, int replicas, int executors, int slots, int threads) {
        int held = (replicas + executors - 1) / executors;
        int atOnce = Math.min(held, slots);
        int sharers = Math.min(replicas, executors);
        long heap = heap(model, wire, held, sharers);
        long models = atOnce * MemoryNeed.training(model, batch).total() + MemoryNeed.scoring(model, slots * threads);
        long own = Math.max(LEAST_OVERHEAD, (long) (heap * OVERHEAD_FACTOR));
        return new ExecutorNeed(heap, heap(model, wire, atOnce, sharers), models, own);
    }

    private static long heap(GptConfig model, WireFormat wire, int held, int sharers) {
        long parameters = Parameters.count(model);
        long travelling = wire.bytes(parameters);
        long momentum = 8 * parameters / sharers;
        long live = 4 * parameters + held * (16 * parameters + 2 * travelling) + momentum + 3 * travelling;
        return RESERVED + (long) (live / LIVE);
    }

    /** What a container needs beside the heap: spark.executor.memoryOverhead. */
    public long overhead() {
        return models + own;
    }

    @Override
    public String toString() {
        return "%,d MiB of heap, %,d of models and %,d of the JVM itself"
                .formatted(mebi(heap), mebi(models), mebi(own));
    }

    static long mebi(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
