package io.kindling.jobs.parallel;

import io.kindling.corpus.SparkAction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/**
 * Rounds of local steps. Each replica's state stays on the executors, and so does the outer optimizer's, in persisted data
 * sets that Spark rebuilds from their lineage when an executor is lost: back to the last checkpoint, if need be. The driver
 * holds no replica and no parameters; what passes through it is the encoded change of a round.
 */
public final class Rounds implements Exchange {
    private final JavaSparkContext spark;
    private final TrainingPlan plan;
    private final Slicing slicing;
    private final LongAccumulator tokens;
    private final List<JavaRDD<?>> persisted = new ArrayList<>();
    private JavaRDD<ReplicaState> states;
    private JavaRDD<OuterSlice> slices;
    private SharedParameters parameters;
    private long step;

    private Rounds(JavaSparkContext spark, TrainingPlan plan) {
        this.spark = spark;
        this.plan = plan;
        this.slicing = Slicing.of(plan.model());
        this.tokens = spark.sc().longAccumulator(TOKENS);
    }

    /** The rounds of a new run. */
    static Rounds first(JavaSparkContext spark, TrainingPlan plan, Origin origin) {
        Rounds rounds = new Rounds(spark, plan);
        rounds.states = rounds.numbers(plan.replicas()).map(ReplicaState::initial);
        rounds.slices = rounds.sliceNumbers().map(number -> OuterSlice.initial(plan, number));
        rounds.parameters = new SharedParameters(UUID.randomUUID().toString(), rounds.slicing, origin, 0);
        return rounds;
    }

    /** The rounds that go on from a checkpoint. */
    static Rounds resumed(JavaSparkContext spark, TrainingPlan plan, Path checkpoint, long step) {
        Rounds rounds = new Rounds(spark, plan);
        Origin origin = new Origin.Checkpoint(plan.model(), checkpoint.toString());
        rounds.parameters =
                new SharedParameters(UUID.randomUUID().toString(), rounds.slicing, origin, plan.roundsBefore(step));
        rounds.step = step;
        rounds.readFrom(checkpoint);
        return rounds;
    }

    /** Replicas take their local steps from the shared parameters; the outer optimizer moves those by the mean of them. */
    @Override
    public Round next() {
        long started = System.nanoTime();
        TrainingPlan shared = plan;
        SharedParameters start = parameters;
        LongAccumulator counted = tokens;
        int steps = (int) Math.min(plan.localSteps(), plan.steps() - step);

        spark.setCallSite("local steps");
        JavaRDD<LocalRun> runs = states.map(state -> LocalRun.of(shared, state, start, steps, counted))
                .persist(StorageLevel.MEMORY_AND_DISK());
        JavaPairRDD<Integer, Arrival> arrivals =
                runs.flatMapToPair(run -> numbered(run.arrivals())).partitionBy(new HashPartitioner(plan.parts()));
        spark.setCallSite("mean and outer step");
        JavaRDD<OuterSlice> moved = slices.zipPartitions(
                        arrivals, (before, arrived) -> outerSteps(shared, start, before, arrived))
                .persist(StorageLevel.MEMORY_AND_DISK());
        List<OuterSlice> changes = SparkAction.run(
                        () -> moved.map(OuterSlice::withoutMomentum).collect())
                .stream()
                .sorted(Comparator.comparingInt(OuterSlice::number))
                .toList();
        spark.clearCallSite();
        List<Progress> progress = changes.get(0).progress();
        plan.requireHealthy(progress);
        Change change =
                new Change(plan.wire(), changes.stream().map(OuterSlice::change).toList());

        parameters = start.after(SharedChange.of(spark, change));
        states = runs.map(LocalRun::state);
        slices = moved;
        step += steps;
        keep(runs, moved);
        double norm = Progress.weighted(progress, Progress::gradientNorm);
        double spread = Spread.of(changes.stream().map(OuterSlice::spread).toList());
        return new Round(progress, norm, spread, (System.nanoTime() - started) / 1e9, 2 * change.bytes());
    }

    static Iterator<Tuple2<Integer, Arrival>> numbered(List<Arrival> arrivals) {
        return IntStream.range(0, arrivals.size())
                .mapToObj(slice -> new Tuple2<>(slice, arrivals.get(slice)))
                .iterator();
    }

    /** The outer steps of some slices, from where the replicas arrived in them. */
    private static Iterator<OuterSlice> outerSteps(
            TrainingPlan plan,
            SharedParameters start,
            Iterator<OuterSlice> slices,
            Iterator<Tuple2<Integer, Arrival>> arrived)
            throws IOException {
        Map<Integer, List<Arrival>> arrivals = new HashMap<>();
        arrived.forEachRemaining(pair ->
                arrivals.computeIfAbsent(pair._1, slice -> new ArrayList<>()).add(pair._2));
        List<OuterSlice> moved = new ArrayList<>();
        while (slices.hasNext()) {
            OuterSlice slice = slices.next();
            List<Arrival> ofSlice = arrivals.remove(slice.number());
            moved.add(start.read(from -> slice.step(plan, from[slice.number()], ofSlice)));
        }
        return moved.iterator();
    }

    /** The last round stays in executors' memory; those before it are only needed to compute it again. */
    private void keep(JavaRDD<?>... last) {
        persisted.forEach(before -> before.unpersist(false));
        persisted.clear();
        persisted.addAll(List.of(last));
    }

    @Override
    public List<CheckpointFile> write(Path folder) {
        String path = folder.toString();
        List<CheckpointFile> files = new ArrayList<>(SparkAction.run(
                () -> states.map(state -> StateFile.write(path, state)).collect()));
        if (plan.outer().hasMomentum()) {
            files.addAll(SparkAction.run(
                    () -> slices.map(slice -> StateFile.write(path, slice)).collect()));
        }
        return files;
    }

    @Override
    public void writtenTo(Path folder) {
        parameters = parameters.writtenTo(new Origin.Checkpoint(plan.model(), folder.toString()));
        readFrom(folder);
        keep();
    }

    private void readFrom(Path folder) {
        String path = folder.toString();
        TrainingPlan shared = plan;
        states = numbers(plan.replicas()).map(replica -> StateFile.readReplica(path, replica, shared.model()));
        slices = sliceNumbers()
                .map(number -> shared.outer().hasMomentum()
                        ? StateFile.readSlice(path, number, shared.model())
                        : OuterSlice.initial(shared, number));
    }

    /** The slices, each in the part to which its arrivals are shuffled. */
    private JavaRDD<Integer> sliceNumbers() {
        int parts = plan.parts();
        int count = slicing.slices();
        return numbers(parts)
                .flatMap(part -> IntStream.iterate(part, slice -> slice < count, slice -> slice + parts)
                        .iterator());
    }

    private JavaRDD<Integer> numbers(int count) {
        return spark.parallelize(IntStream.range(0, count).boxed().toList(), count);
    }

    @Override
    public ParameterSource parameters() {
        return parameters;
    }

    @Override
    public long step() {
        return step;
    }
}
