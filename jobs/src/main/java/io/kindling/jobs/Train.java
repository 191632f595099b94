package io.kindling.jobs;

import io.kindling.checkpoint.ModelFiles;
import io.kindling.jobs.configuration.Configuration;
import io.kindling.jobs.configuration.Tree;
import io.kindling.jobs.doctor.Checkup;
import io.kindling.jobs.parallel.CheckpointFile;
import io.kindling.jobs.parallel.Exchange;
import io.kindling.jobs.parallel.Memory;
import io.kindling.jobs.parallel.Round;
import io.kindling.jobs.parallel.TrainingPlan;
import io.kindling.jobs.report.Environment;
import io.kindling.jobs.scoring.LoadedModel;
import io.kindling.jobs.scoring.Sample;
import io.kindling.jobs.scoring.Validation;
import io.kindling.kernels.OffHeapMemory;
import io.kindling.model.MemoryNeed;
import io.kindling.model.Parameters;
import io.kindling.shard.SampleOrder;
import io.kindling.shard.Shards;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains a GPT on token shards: rounds of local steps on M replicas, and what they have in common. */
public final class Train {
    private static final Logger LOG = LoggerFactory.getLogger(Train.class);

    private final TrainSettings settings;
    private final JavaSparkContext spark;
    private final RunFolder folder;
    private final Shards shards;
    private final TrainingPlan plan;
    private final TrainingLog log;
    private final Environment environment;
    private Exchange exchange;

    /** What a run came to; the losses are null where nothing was left to do. */
    public record Result(
            String run,
            long steps,
            long tokens,
            Double trainLoss,
            Double validationLoss,
            double tokensPerSecond,
            double seconds,
            String parametersSha256) {}

    private Train(TrainSettings settings, JavaSparkContext spark, Shards shards, TrainingPlan plan) throws IOException {
        this.settings = settings;
        this.spark = spark;
        this.shards = shards;
        this.plan = plan;
        this.folder = RunFolder.claim(spark.hadoopConfiguration(), settings.run(), settings.resume());
        this.environment = Environment.here(
                Kindling.Version.ofProgram(),
                spark.version(),
                spark.master(),
                Threads.executors(spark),
                Threads.cores(spark));
        RunRecord record = new RunRecord(
                folder, settings.run(), settings.training().steps(), Tree.of(settings), Tree.of(environment));
        this.log = new TrainingLog(plan, record, () -> Threads.replicasAtOnce(spark, plan));
    }

    /** Trains; or only says what it would cost on executors that aren't there. */
    static Record run(TrainSettings settings, Supplier<JavaSparkContext> sparks) throws IOException {
        return settings.simulateExecutors().isEmpty() ? train(settings, sparks) : simulate(settings, sparks);
    }

    /**
     * Trains to the end, or from where the run's folder has stopped.
     *
     * @throws IllegalArgumentException if the settings don't fit each other, the shards or the machine
     */
    public static Result train(TrainSettings settings, Supplier<JavaSparkContext> sparks) throws IOException {
        JavaSparkContext spark = sparks.get();
        try {
            Shards shards = Shards.open(spark.hadoopConfiguration(), settings.shards());
            requireSamples(settings, shards);
            Checkup checkup = Checkup.of(spark);
            TrainingPlan plan = settings.plan(shards, Threads.perReplica(spark, settings.parallel()))
                    .computedBy(checkup.arithmetic());
            requireMemory(spark, plan, checkup);
            if (!spark.isLocal()) {
                checkup.requireFolder(settings.run());
            }
            Forecast.here(spark, plan, settings.bandwidth());
            return new Train(settings, spark, shards, plan).run();
        } finally {
            Memory.free();
            LoadedModel.freeIdle();
        }
    }

    private static Forecast simulate(TrainSettings settings, Supplier<JavaSparkContext> sparks) throws IOException {
        JavaSparkContext spark = sparks.get();
        Shards shards = Shards.open(spark.hadoopConfiguration(), settings.shards());
        TrainingPlan plan = settings.plan(shards, Threads.perReplica(spark, settings.parallel()));
        return Forecast.elsewhere(spark, plan, settings.bandwidth(), settings.simulateExecutors());
    }

    private static void requireSamples(TrainSettings settings, Shards shards) throws IOException {
        new SampleOrder(Shards.TRAIN, trainTokens(shards), settings.model().contextLength(), settings.seed());
        if (settings.validation().everyRounds() > 0) {
            shards.part(Shards.VALIDATION).close();
        }
    }

    private static void requireMemory(JavaSparkContext spark, TrainingPlan plan, Checkup checkup) {
        MemoryNeed need = MemoryNeed.training(plan.model(), plan.batch());
        LOG.info("each replica needs {} outside the Java heap", need);
        if (spark.isLocal()) {
            need.requireRoom(OffHeapMemory.ofThisProcess(), Threads.replicasAtOnce(spark, plan), plan.batch());
        } else {
            checkup.requireMemory(plan, Threads.slots(spark));
        }
    }

    private static long trainTokens(Shards shards) {
        return shards.manifest().parts().get(Shards.TRAIN).tokens();
    }

    private Result run() throws IOException {
        begin();
        log.start(Parameters.count(plan.model()), exchange.step());
        String description = spark.getLocalProperty("spark.job.description");
        SparkListener listener = log.listener();
        spark.sc().addSparkListener(listener);
        try {
            return rounds();
        } catch (Exception e) { // Spark's own are checked and undeclared
            if (exchange.step() == 0) {
                folder.discard();
            }
            throw e;
        } finally {
            spark.sc().removeSparkListener(listener);
            spark.clearJobGroup();
            spark.setJobDescription(description);
        }
    }

    /** At the newest checkpoint that is whole; at the beginning, where there is none. */
    private void begin() throws IOException {
        Optional<Checkpoint> checkpoint = folder.newestWhole(spark);
        if (checkpoint.isPresent()) {
            CheckpointManifest manifest = checkpoint.get().manifest();
            Resumption.requireSame(
                    manifest, Tree.of(settings), shards.manifest().tokenizer(), trainTokens(shards));
            folder.takeUp();
            exchange = plan.resume(spark, checkpoint.get().folder(), manifest.step());
            log.resume(manifest.step());
        } else {
            folder.takeUp();
            exchange = settings.init() == null
                    ? plan.begin(spark)
                    : plan.begin(spark, InitialModel.find(spark, settings.init(), plan.model(), shards));
            folder.replace(RunFolder.CONFIGURATION, Configuration.yaml(settings));
        }
        folder.replace(Environment.FILE, Tree.of(environment).toPrettyString());
    }

    private Result rounds() throws IOException {
        Double trainLoss = null;
        Double validationLoss = null;
        long first = exchange.step();
        while (!done()) {
            long number = plan.roundsBefore(exchange.step()) + 1;
            describe(number, "local steps");
            Round round = exchange.next();
            trainLoss = round.loss();
            boolean isMeasured = isDue(number, settings.validation().everyRounds());
            validationLoss = isMeasured ? validate(number) : null;
            log.round(number, exchange.step(), round, validationLoss, isMeasured ? sample(number) : null);
            if (isDue(number, settings.checkpointEveryRounds())) {
                checkpoint(number);
            }
        }
        double seconds = log.finish();
        long tokens = plan.steps() * plan.tokensPerStep();
        double rate = (plan.steps() - first) * plan.tokensPerStep() / seconds;
        return new Result(
                settings.run(), plan.steps(), tokens, trainLoss, validationLoss, rate, seconds, parametersSha256());
    }

    /** As Spark's page shows its jobs. */
    private void describe(long round, String what) {
        spark.setJobGroup(settings.run(), "round %d of %d · %s".formatted(round, plan.rounds(), what), false);
    }

    private boolean done() {
        return exchange.step() >= plan.steps();
    }

    private boolean isDue(long round, int every) {
        return every > 0 && (round % every == 0 || done());
    }

    private double validate(long round) {
        describe(round, "validation");
        long tokens = done() || settings.validation().tokens() == 0
                ? Long.MAX_VALUE
                : settings.validation().tokens();
        return new Validation(plan.model(), plan.shards(), Shards.VALIDATION, tokens)
                .loss(spark, modelKey(), exchange.parameters());
    }

    /** What the model writes by itself now: the same seed each time, so that only the model differs. */
    private String sample(long round) {
        describe(round, "sample");
        int[] ids = new Sample(plan.model(), shards.tokenizer().endOfText(), settings.seed())
                .ids(spark, modelKey(), exchange.parameters());
        return shards.tokenizer().text(ids);
    }

    /** Names the parameters of now in executors' memory. */
    private String modelKey() {
        return settings.run() + "@" + exchange.step();
    }

    private void checkpoint(long round) throws IOException {
        describe(round, "checkpoint");
        Path finished = folder.checkpoint(
                exchange.step(),
                this::writeFiles,
                files -> CheckpointManifest.of(
                        exchange.step(), shards.manifest().tokenizer(), trainTokens(shards), Tree.of(settings), files));
        exchange.writtenTo(finished);
    }

    private List<CheckpointFile> writeFiles(Path target) throws IOException {
        List<CheckpointFile> files = new ArrayList<>();
        String config = ModelFiles.config(plan.model(), shards.tokenizer().endOfText());
        files.add(CheckpointFile.write(spark.hadoopConfiguration(), target, ModelFiles.CONFIG, config));
        files.add(
                CheckpointFile.write(spark.hadoopConfiguration(), target, RunFolder.TOKENIZER, shards.tokenizerJson()));
        files.add(ModelTask.write(spark, plan.model(), exchange.parameters(), target.toString()));
        files.addAll(exchange.write(target));
        return files;
    }

    private String parametersSha256() {
        return ModelTask.sha256(spark, exchange.parameters());
    }
}
