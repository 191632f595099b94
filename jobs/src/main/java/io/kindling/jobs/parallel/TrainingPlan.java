package io.kindling.jobs.parallel;

import io.kindling.kernels.Dropout;
import io.kindling.model.GptConfig;
import io.kindling.optim.AdamW;
import io.kindling.optim.Arithmetic;
import io.kindling.optim.OuterOptimizer;
import io.kindling.optim.Schedule;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Everything that decides what a run computes, as it travels to the executors.
 *
 * @param shards folder of the token shards
 * @param steps each replica takes in all
 * @param batch sequences in memory at once, of contextLength tokens each
 * @param microbatches batches whose gradients make one step
 * @param spikeDeviations how far a step stands out that is passed over; 0 for none
 * @param kind what replicas exchange
 * @param replicas M, logical replicas, whatever the number of executors
 * @param localSteps H, steps of a round
 * @param outer what is done with the mean of the replicas
 * @param wire how slices travel
 * @param leavesOut whether a replica whose loss isn't finite is left out of its round; otherwise it ends the run
 * @param threads of one replica's task; they don't change the result
 * @param arithmetic what the JVMs that compute have in common, so that each of them comes to the same bits
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
        double spikeDeviations,
        Kind kind,
        int replicas,
        int localSteps,
        OuterOptimizer outer,
        WireFormat wire,
        boolean leavesOut,
        int threads,
        Arithmetic arithmetic,
        long seed)
        implements Serializable {
    /** About how many bytes a task sends to the driver at most: Java's serialization asks for twice as many in one piece. */
    private static final long PART = 32L << 20;

    /** The same, for JVMs that compute in that way. */
    public TrainingPlan computedBy(Arithmetic common) {
        return new TrainingPlan(
                model,
                optimizer,
                schedule,
                shards,
                steps,
                batch,
                microbatches,
                spikeDeviations,
                kind,
                replicas,
                localSteps,
                outer,
                wire,
                leavesOut,
                threads,
                common,
                seed);
    }

    /** Throws an IllegalStateException in an executor that came later and would compute other bits. */
    void requireSameArithmetic() {
        List<String> differences = Arithmetic.ofThisProcess().differences(arithmetic, "the others");
        if (!differences.isEmpty()) {
            throw new IllegalStateException(
                    ("this executor has %s: it would compute other bits; start all with one Java and the flags of"
                                    + " conf/jvm.options, on processors of one kind; deploy/kindling doctor says more")
                            .formatted(String.join("; ", differences)));
        }
    }

    /** The exchange of a new run. */
    public Exchange begin(JavaSparkContext spark) {
        return begin(spark, new Origin.Initial(model, seed));
    }

    /** The exchange of a new run that begins with the parameters in a model's folder. */
    public Exchange begin(JavaSparkContext spark, Path folder) {
        return begin(spark, new Origin.Checkpoint(model, folder.toString()));
    }

    private Exchange begin(JavaSparkContext spark, Origin origin) {
        return kind == Kind.EVERY_STEP ? EveryStep.first(spark, this, origin) : Rounds.first(spark, this, origin);
    }

    /** The exchange that goes on from a checkpoint. */
    public Exchange resume(JavaSparkContext spark, Path checkpoint, long step) throws IOException {
        return kind == Kind.EVERY_STEP
                ? EveryStep.resumed(spark, this, checkpoint, step)
                : Rounds.resumed(spark, this, checkpoint, step);
    }

    /**
     * How many tasks share the work on a vector of all parameters when a round ends, each with several slices: as many as
     * replicas, whose places in the cluster are free by then, more where each would have more than {@link #PART} to send, but
     * none without a slice.
     */
    int parts() {
        Slicing slicing = Slicing.of(model);
        long enough = Math.max(replicas, (wire.bytes(slicing.numbers()) + PART - 1) / PART);
        return (int) Math.min(enough, slicing.slices());
    }

    /** Sequences of one replica's step. */
    int sequencesPerStep() {
        return Math.multiplyExact(batch, microbatches);
    }

    /** Tokens of one replica in so many steps. */
    long tokens(long count) {
        return count * sequencesPerStep() * model.contextLength();
    }

    /** Tokens of all replicas in one step. */
    public long tokensPerStep() {
        return replicas * tokens(1);
    }

    public long rounds() {
        return roundsBefore(steps);
    }

    /** How many rounds it takes to get to that step. */
    public long roundsBefore(long step) {
        return (step + localSteps - 1) / localSteps;
    }

    /** Where in the order of samples the first sequence of a replica's step stands: steps share it out in turn. */
    long samplePosition(long step, int replica) {
        return (step * replicas + replica) * sequencesPerStep();
    }

    Dropout dropout(long step, int replica) {
        return Dropout.ofStep(model.dropout(), seed, step * replicas + replica);
    }

    /** Throws an IllegalStateException if a replica failed that may not be left out, or all have. */
    void requireHealthy(List<Progress> progress) {
        List<String> faults = progress.stream()
                .map(Progress::fault)
                .filter(fault -> fault != null)
                .toList();
        if (!faults.isEmpty() && (!leavesOut || faults.size() == replicas)) {
            throw new IllegalStateException(String.join("; ", faults)
                    + (leavesOut ? ": no replica is left" : "")
                    + "; lower training.learningRate, clip lower"
                    + (leavesOut ? "" : ", or let parallel.divergence=leaveOut go on without it"));
        }
    }
}
