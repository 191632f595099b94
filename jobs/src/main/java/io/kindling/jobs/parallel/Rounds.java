package io.kindling.jobs.parallel;

import io.kindling.corpus.SparkAction;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The rounds of a run. Each replica's state stays on the executors, in a persisted data set that Spark rebuilds from its
 * lineage when an executor is lost; the driver holds one copy of the parameters, whatever the number of replicas.
 */
public final class Rounds {
    /** Stretches that a vector travels in; each is averaged by a task of its own. */
    private static final int SLICES = 16;

    private final JavaSparkContext spark;
    private final TrainingPlan plan;
    /** What lineage needs, back to where the states were last written down. */
    private final List<Broadcast<Floats>> starts = new ArrayList<>();

    private final List<JavaRDD<LocalRun>> persisted = new ArrayList<>();
    private JavaRDD<ReplicaState> states;
    private Floats parameters;
    private long step;

    /** @param parameters to start from */
    public Rounds(JavaSparkContext spark, TrainingPlan plan, Floats parameters) {
        this.spark = spark;
        this.plan = plan;
        this.parameters = parameters;
        this.states = replicas().map(ReplicaState::initial);
    }

    /** Replicas take their local steps; the mean of where they arrive is where the next round starts. */
    public Progress next() {
        int steps = (int) Math.min(plan.localSteps(), plan.steps() - step);
        TrainingPlan shared = plan;
        Broadcast<Floats> start = spark.broadcast(parameters);
        JavaRDD<LocalRun> runs = states.map(state -> LocalRun.of(shared, state, start.value(), steps))
                .persist(StorageLevel.MEMORY_AND_DISK());
        parameters = mean(runs);
        states = runs.map(LocalRun::state);
        step += steps;
        keep(start, runs);
        return Progress.mean(SparkAction.run(() -> runs.map(LocalRun::progress).collect()));
    }

    /** The mean of the replicas' parameters: cut into slices, shuffled by slice, summed in the replicas' order. */
    private Floats mean(JavaRDD<LocalRun> runs) {
        List<Floats> slices = SparkAction.run(() -> runs.flatMapToPair(
                        run -> Slice.cut(run.state().replica(), run.parameters(), SLICES).stream()
                                .map(slice -> new Tuple2<>(slice.number(), slice))
                                .iterator())
                .groupByKey(SLICES)
                .mapValues(Slice::mean)
                .sortByKey()
                .values()
                .collect());
        return Slice.join(slices, parameters.values().length);
    }

    /** Two rounds of states stay in memory, the last one and the one it is rebuilt from. */
    private void keep(Broadcast<Floats> start, JavaRDD<LocalRun> runs) {
        starts.add(start);
        persisted.add(runs);
        if (persisted.size() > 2) {
            persisted.remove(0).unpersist(false);
        }
    }

    /**
     * Writes every replica's state into {@code folder}, one file each, and goes on from those files, so that what came
     * before need not be remembered.
     */
    public void writeStates(Path folder) {
        String path = folder.toString();
        SparkAction.run(() -> {
            states.foreach(state -> StateFile.write(path, state));
            return null;
        });
    }

    /** Goes on from the states in {@code folder}: lineage starts there. */
    public void readStates(Path folder) {
        String path = folder.toString();
        TrainingPlan shared = plan;
        states = replicas().map(replica -> StateFile.read(path, replica, shared.model()));
        persisted.forEach(runs -> runs.unpersist(false));
        persisted.clear();
        starts.forEach(Broadcast::destroy);
        starts.clear();
    }

    private JavaRDD<Integer> replicas() {
        List<Integer> numbers = IntStream.range(0, plan.replicas()).boxed().toList();
        return spark.parallelize(numbers, plan.replicas());
    }

    /** Steps that each replica has taken. */
    public long step() {
        return step;
    }

    public boolean done() {
        return step >= plan.steps();
    }

    /** The shared parameters after the last round. */
    public Floats parameters() {
        return parameters;
    }

    /** Frees this JVM's memory of replicas; executors free theirs when they end. */
    public static void freeMemory() {
        ReplicaMemory.freeIdle();
    }
}
