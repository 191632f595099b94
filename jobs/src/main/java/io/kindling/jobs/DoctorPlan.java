package io.kindling.jobs;

import io.kindling.jobs.doctor.ExecutorNeed;
import io.kindling.model.GptConfig;
import io.kindling.model.Parameters;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory and cores that a training run should ask a cluster for, as arguments of deploy/kindling or, each after
 * --conf, of spark-submit. An executor runs one replica at a time with all of its cores: side by side, two would take twice
 * the memory for the same speed.
 */
final class DoctorPlan {
    private static final Logger LOG = LoggerFactory.getLogger(DoctorPlan.class);
    private static final long GIBI = 1L << 30;
    /** Containers are given out in such steps. */
    private static final long STEP = 256L << 20;
    /** What a driver without any model wants. */
    private static final long DRIVER = 3 * GIBI;

    private DoctorPlan() {}

    /** Explained in DoctorPlan.yaml. */
    record Settings(String model, int vocabularySize, int executors, int cores) {
        Settings {
            requirePositive("executors", executors);
            requirePositive("cores", cores);
        }

        private static void requirePositive(String name, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " (" + value + ") must be at least 1");
            }
        }
    }

    /**
     * What to ask for.
     *
     * @param replicasPerExecutor that take turns on one
     * @param containerMebibytes of each executor: its heap and what is beside it
     * @param settings for Spark, each key=value
     */
    record Result(
            long parameters,
            int replicasPerExecutor,
            long heapMebibytes,
            long overheadMebibytes,
            long containerMebibytes,
            long driverMebibytes,
            List<String> settings) {}

    static Result run(Settings settings, Supplier<JavaSparkContext> spark) {
        Result result = plan(settings, Doctor.training(settings.model));
        LOG.info(
                "in all {} executors of {} cores: {} GiB and {} cores, beside the driver's {} GiB",
                settings.executors,
                settings.cores,
                settings.executors * result.containerMebibytes / 1024,
                settings.executors * settings.cores,
                result.driverMebibytes / 1024);
        LOG.info(
                "for deploy/kindling train {} master=...:\n  {}",
                settings.model,
                String.join(" \\\n  ", result.settings));
        LOG.info(
                "for spark-submit:\n  {}",
                result.settings.stream().map(each -> "--conf " + each).collect(Collectors.joining(" \\\n  ")));
        return result;
    }

    private static Result plan(Settings settings, TrainSettings training) {
        GptConfig model = training.model().config(settings.vocabularySize);
        TrainSettings.Parallel parallel = training.parallel();
        ExecutorNeed need = ExecutorNeed.of(
                model,
                training.training().batch(),
                parallel.wire(),
                parallel.replicas(),
                settings.executors,
                1,
                settings.cores);
        long parameters = Parameters.count(model);
        int held = (parallel.replicas() + settings.executors - 1) / settings.executors;
        LOG.info(
                "{} parameters, {} replicas: an executor holds {} and needs {}",
                "%,d".formatted(parameters),
                parallel.replicas(),
                held,
                need);
        long heap = roundUp(need.heap(), GIBI);
        long overhead = roundUp(need.overhead(), STEP);
        // A round's change arrives slice by slice, and goes out again by broadcast.
        long driver = roundUp(DRIVER + 4 * parallel.wire().bytes(parameters), GIBI);
        return new Result(
                parameters,
                held,
                heap >> 20,
                overhead >> 20,
                (heap + overhead) >> 20,
                driver >> 20,
                List.of(
                        "spark.executor.instances=" + settings.executors,
                        "spark.cores.max=" + settings.executors * settings.cores,
                        "spark.executor.cores=" + settings.cores,
                        "spark.task.cpus=" + settings.cores,
                        "spark.executor.memory=" + heap / GIBI + "g",
                        "spark.executor.memoryOverhead=" + (overhead >> 20) + "m",
                        "spark.driver.memory=" + driver / GIBI + "g"));
    }

    private static long roundUp(long bytes, long step) {
        return (bytes + step - 1) / step * step;
    }
}
