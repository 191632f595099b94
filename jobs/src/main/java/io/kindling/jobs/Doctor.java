package io.kindling.jobs;

import io.kindling.jobs.configuration.Configuration;
import io.kindling.jobs.doctor.Diagnosis;
import io.kindling.jobs.doctor.ExecutorNeed;
import io.kindling.jobs.doctor.Finding;
import io.kindling.shard.Shards;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this machine or cluster will do, and what to change before. */
final class Doctor {
    private static final Logger LOG = LoggerFactory.getLogger(Doctor.class);

    private Doctor() {}

    /** Explained in Doctor.yaml. */
    record Settings(String model, int vocabularySize, String shards, String run) {}

    /**
     * What was found.
     *
     * @param ok whether nothing has to change
     */
    record Result(boolean ok, int executors, List<Finding> findings) implements Verdict {}

    static Result run(Settings settings, Supplier<JavaSparkContext> sparks) throws IOException {
        TrainSettings training = settings.model == null ? null : training(settings.model);
        JavaSparkContext spark = sparks.get();
        Diagnosis diagnosis = new Diagnosis(spark);
        ExecutorNeed need = training == null ? null : need(spark, settings, training, diagnosis.executors());
        String run = settings.run != null ? settings.run : training != null ? training.run() : ".";
        List<Finding> findings = diagnosis.findings(need, run, settings.shards, Threads.perTask(spark));
        findings.forEach(finding -> LOG.info(finding.line()));
        return new Result(findings.stream().allMatch(Finding::isOk), diagnosis.executors(), findings);
    }

    /** A file of conf/, whose model is meant. */
    static TrainSettings training(String file) {
        return Configuration.of(TrainSettings.class).file(Path.of(file)).read();
    }

    private static ExecutorNeed need(JavaSparkContext spark, Settings settings, TrainSettings training, int executors)
            throws IOException {
        int vocabulary = settings.vocabularySize;
        if (settings.shards != null) {
            Shards shards = Shards.open(spark.hadoopConfiguration(), settings.shards);
            vocabulary = shards.manifest().vocabularySize();
        }
        return ExecutorNeed.of(
                training.model().config(vocabulary),
                training.training().batch(),
                training.parallel().wire(),
                training.parallel().replicas(),
                executors,
                Threads.slots(spark),
                Threads.perReplica(spark, training.parallel()));
    }
}
