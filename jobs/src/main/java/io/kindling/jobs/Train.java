package io.kindling.jobs;

import io.kindling.jobs.configuration.Configuration;
import io.kindling.jobs.parallel.Floats;
import io.kindling.jobs.parallel.Progress;
import io.kindling.jobs.parallel.Rounds;
import io.kindling.jobs.parallel.TrainingPlan;
import io.kindling.jobs.scoring.ScoringModel;
import io.kindling.jobs.scoring.Validation;
import io.kindling.kernels.OffHeapMemory;
import io.kindling.model.Initialisation;
import io.kindling.model.MemoryNeed;
import io.kindling.model.Parameters;
import io.kindling.shard.SampleOrder;
import io.kindling.shard.Shards;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains a GPT on token shards: rounds of local steps on M replicas, and their mean. */
final class Train {
    private static final Logger LOG = LoggerFactory.getLogger(Train.class);

    private final TrainSettings settings;
    private final JavaSparkContext spark;
    private final RunFolder folder;
    private final Tokenizer tokenizer;
    private final TrainingPlan plan;
    private final TrainingLog log;

    /** What a run came to. */
    record Result(
            String run,
            long steps,
            long tokens,
            double trainLoss,
            Double validationLoss,
            double tokensPerSecond,
            double seconds,
            String parametersSha256) {}

    private Train(TrainSettings settings, JavaSparkContext spark) throws IOException {
        Shards shards = Shards.open(spark.hadoopConfiguration(), settings.shards());
        this.settings = settings;
        this.spark = spark;
        this.tokenizer = shards.tokenizer();
        this.plan = settings.plan(shards, Threads.perReplica(spark, settings.parallel()));
        requireSamples(shards);
        requireMemory();
        this.folder = RunFolder.create(spark.hadoopConfiguration(), settings.run());
        this.folder.write("config.yaml", Configuration.yaml(settings));
        this.log = new TrainingLog(plan, folder);
    }

    static Result run(TrainSettings settings, Supplier<SparkSession> session) throws IOException {
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.get().sparkContext());
        try {
            return new Train(settings, spark).run();
        } finally {
            Rounds.freeMemory();
            ScoringModel.freeIdle();
        }
    }

    private void requireSamples(Shards shards) throws IOException {
        long tokens = shards.manifest().parts().get(Shards.TRAIN).tokens();
        new SampleOrder(Shards.TRAIN, tokens, plan.model().contextLength(), plan.seed());
        if (settings.validation().everyRounds() > 0) {
            shards.part(Shards.VALIDATION).close();
        }
    }

    /** In a cluster the need is only stated: executors have memory of their own, which the driver cannot see. */
    private void requireMemory() {
        MemoryNeed need = MemoryNeed.training(plan.model(), plan.batch());
        LOG.info("each replica needs {} outside the Java heap", need);
        if (spark.isLocal()) {
            int atOnce = Math.min(plan.replicas(), spark.defaultParallelism());
            need.requireRoom(OffHeapMemory.ofThisProcess(), atOnce, plan.batch());
        }
    }

    private Result run() throws IOException {
        log.start(Parameters.count(plan.model()));
        Rounds rounds = new Rounds(spark, plan, new Floats(Initialisation.gpt2(plan.model(), plan.seed())));
        double trainLoss = Double.NaN;
        Double validationLoss = null;
        for (long round = 1; !rounds.done(); round++) {
            spark.setJobDescription("round " + round + " of " + plan.rounds());
            Progress progress = rounds.next();
            trainLoss = progress.loss();
            boolean validates = isDue(round, settings.validation().everyRounds(), rounds);
            validationLoss = validates ? validate(rounds) : null;
            log.round(round, rounds.step(), progress, validationLoss);
            if (isDue(round, settings.checkpointEveryRounds(), rounds)) {
                checkpoint(rounds);
            }
        }
        double seconds = log.finish();
        long tokens = plan.steps() * plan.tokensPerStep();
        return new Result(
                settings.run(),
                plan.steps(),
                tokens,
                trainLoss,
                validationLoss,
                tokens / seconds,
                seconds,
                rounds.parameters().sha256());
    }

    private static boolean isDue(long round, int every, Rounds rounds) {
        return every > 0 && (round % every == 0 || rounds.done());
    }

    private double validate(Rounds rounds) {
        spark.setJobDescription("validation after step " + rounds.step());
        long tokens = rounds.done() || settings.validation().tokens() == 0
                ? Long.MAX_VALUE
                : settings.validation().tokens();
        return new Validation(plan.model(), plan.shards(), Shards.VALIDATION, tokens)
                .loss(spark, settings.run() + "@" + rounds.step(), rounds.parameters());
    }

    private void checkpoint(Rounds rounds) throws IOException {
        spark.setJobDescription("checkpoint at step " + rounds.step());
        Path finished = folder.checkpoint(
                rounds.step(),
                plan.model(),
                tokenizer.endOfText(),
                tokenizer.json(),
                rounds.parameters(),
                rounds::writeStates);
        rounds.readStates(finished);
    }
}
