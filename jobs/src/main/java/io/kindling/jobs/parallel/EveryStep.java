package io.kindling.jobs.parallel;

import io.kindling.corpus.SparkAction;
import io.kindling.optim.Spikes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/**
 * Data parallelism as it is usual: gradients are averaged at every step, and each replica takes the same step of AdamW with
 * the mean gradient. A round is so many of these; replicas remember nothing of their own. It is what local steps are
 * compared with: it moves as many bytes in a step as they do in a round.
 */
public final class EveryStep implements Exchange {
    private final JavaSparkContext spark;
    private final TrainingPlan plan;
    private final LongAccumulator tokens;
    private GradientHistory history;
    private Spikes spikes;
    private long step;

    private EveryStep(JavaSparkContext spark, TrainingPlan plan) {
        this.spark = spark;
        this.plan = plan;
        this.tokens = spark.sc().longAccumulator(TOKENS);
    }

    /** The steps of a new run. */
    static EveryStep first(JavaSparkContext spark, TrainingPlan plan, Origin origin) {
        EveryStep steps = new EveryStep(spark, plan);
        steps.history = new GradientHistory(
                plan, UUID.randomUUID().toString(), new GradientHistory.SharedState(origin, null, 0));
        steps.spikes = new Spikes(plan.spikeDeviations(), new float[0]);
        return steps;
    }

    /** The steps that go on from a checkpoint. */
    static EveryStep resumed(JavaSparkContext spark, TrainingPlan plan, Path checkpoint, long step) throws IOException {
        EveryStep steps = new EveryStep(spark, plan);
        String folder = checkpoint.toString();
        ReplicaState state = StateFile.readReplica(folder, 0, plan.model());
        Origin origin = new Origin.Checkpoint(plan.model(), folder);
        steps.history = new GradientHistory(
                plan, UUID.randomUUID().toString(), new GradientHistory.SharedState(origin, folder, state.updates()));
        steps.spikes = new Spikes(plan.spikeDeviations(), state.window().values());
        steps.step = step;
        return steps;
    }

    @Override
    public Round next() {
        long started = System.nanoTime();
        long end = Math.min(plan.steps(), step + plan.localSteps());
        StepSums sums = new StepSums();
        while (step < end) {
            List<MeanGradient> gradient = meanGradient();
            List<Progress> progress = gradient.get(0).progress();
            plan.requireHealthy(progress);
            double loss = Progress.loss(progress);
            double norm = MeanGradient.norm(gradient);
            Change change = MeanGradient.change(plan.wire(), gradient);
            if (spikes.add(loss, norm)) {
                sums.skip(Progress.skip(0, step, loss, norm));
            } else {
                history = history.after(new GradientHistory.Step(step, SharedChange.of(spark, change)));
            }
            sums.add(progress, norm, 2 * change.bytes());
            step++;
        }
        spark.clearCallSite();
        return sums.round((System.nanoTime() - started) / 1e9);
    }

    /** Each replica's gradient at this step, cut into slices, shuffled by slice, averaged in the replicas' order. */
    private List<MeanGradient> meanGradient() {
        TrainingPlan shared = plan;
        GradientHistory start = history;
        LongAccumulator counted = tokens;
        long number = step;
        spark.setCallSite("gradients");
        Map<Integer, MeanGradient> slices = SparkAction.run(() -> numbers(plan.replicas())
                .flatMapToPair(replica -> Rounds.numbered(LocalGradient.of(shared, start, replica, number, counted)))
                .groupByKey(new HashPartitioner(plan.parts()))
                .mapToPair(slice -> new Tuple2<>(slice._1, MeanGradient.of(shared, slice._1, slice._2)))
                .collectAsMap());
        return List.copyOf(new TreeMap<>(slices).values());
    }

    private JavaRDD<Integer> numbers(int count) {
        return spark.parallelize(IntStream.range(0, count).boxed().toList(), count);
    }

    @Override
    public List<CheckpointFile> write(Path folder) {
        String path = folder.toString();
        TrainingPlan shared = plan;
        GradientHistory now = history;
        float[] window = spikes.window();
        long number = step;
        return new ArrayList<>(SparkAction.run(() -> numbers(1)
                .map(replica -> {
                    try (ReplicaMemory memory = ReplicaMemory.lease(shared)) {
                        memory.follow(now);
                        return StateFile.write(path, memory.state(replica, number, window));
                    }
                })
                .collect()));
    }

    @Override
    public void writtenTo(Path folder) {
        String path = folder.toString();
        history = history.writtenTo(new Origin.Checkpoint(plan.model(), path), path);
    }

    @Override
    public ParameterSource parameters() {
        return history;
    }

    @Override
    public long step() {
        return step;
    }
}
