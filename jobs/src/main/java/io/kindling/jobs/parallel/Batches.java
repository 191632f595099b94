package io.kindling.jobs.parallel;

import io.kindling.shard.SampleOrder;
import io.kindling.shard.Shards;
import io.kindling.shard.TokenStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.spark.deploy.SparkHadoopUtil;

/** The samples of one replica's steps; while a step computes, those of the next are read. */
final class Batches implements Closeable {
    private final TrainingPlan plan;
    private final TokenStream data;
    private final SampleOrder order;
    private final int[] window;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "kindling-batches");
        thread.setDaemon(true);
        return thread;
    });
    private Batch spare;
    private Batch ahead;
    private CompletableFuture<Void> reading = CompletableFuture.completedFuture(null);

    /** The tokens of a step, sequence after sequence, and the token that follows each. */
    static final class Batch {
        final int[] inputs;
        final int[] targets;
        private long step = -1;
        private int replica;

        private Batch(int tokens) {
            this.inputs = new int[tokens];
            this.targets = new int[tokens];
        }
    }

    Batches(TrainingPlan plan) throws IOException {
        int time = plan.model().contextLength();
        this.plan = plan;
        this.data = Shards.open(SparkHadoopUtil.get().conf(), plan.shards()).part(Shards.TRAIN);
        this.order = new SampleOrder(Shards.TRAIN, data.tokens(), time, plan.seed());
        this.window = new int[time + 1];
        this.spare = new Batch(plan.sequencesPerStep() * time);
        this.ahead = new Batch(plan.sequencesPerStep() * time);
    }

    /** The batch of a step, which stays as it is until the next call. */
    Batch take(long step, int replica) throws IOException {
        await();
        Batch batch = ahead;
        if (batch.step != step || batch.replica != replica) {
            read(batch, step, replica);
        }
        ahead = spare;
        spare = batch;
        Batch next = ahead;
        reading = CompletableFuture.runAsync(
                () -> {
                    try {
                        read(next, step + 1, replica);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                reader);
        return batch;
    }

    private void await() throws IOException {
        try {
            reading.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while samples were read").initCause(e);
        } catch (ExecutionException e) {
            // What is needed is read again, and fails with the words of its own step.
            ahead.step = -1;
        }
    }

    private void read(Batch batch, long step, int replica) throws IOException {
        int time = plan.model().contextLength();
        batch.step = -1;
        for (int i = 0; i < plan.sequencesPerStep(); i++) {
            data.read(order.start(plan.samplePosition(step, replica) + i), window, 0, time + 1);
            System.arraycopy(window, 0, batch.inputs, i * time, time);
            System.arraycopy(window, 1, batch.targets, i * time, time);
        }
        batch.step = step;
        batch.replica = replica;
    }

    @Override
    public void close() throws IOException {
        reader.shutdownNow();
        data.close();
    }
}
