package io.kindling.jobs;

import io.kindling.jobs.parallel.TrainingPlan;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.jdk.javaapi.CollectionConverters;

/** How many threads a task may use. */
final class Threads {
    private Threads() {}

    /**
     * Those of the configuration; otherwise the cores that Spark counts for a task, and in a local Spark with fewer
     * replicas than cores an equal share of them.
     */
    static int perReplica(JavaSparkContext spark, TrainSettings.Parallel parallel) {
        if (parallel.threads() != null) {
            return parallel.threads();
        }
        int perTask = spark.getConf().getInt("spark.task.cpus", 1);
        return spark.isLocal() ? Math.max(perTask, spark.defaultParallelism() / parallel.replicas()) : perTask;
    }

    /** Those that a task of a whole machine or of an executor may use. */
    static int perTask(JavaSparkContext spark) {
        return spark.isLocal() ? spark.defaultParallelism() : spark.getConf().getInt("spark.task.cpus", 1);
    }

    /** How many tasks an executor runs side by side. */
    static int slots(JavaSparkContext spark) {
        return Math.max(1, tasksAtOnce(spark) / executors(spark));
    }

    /** How many replicas run side by side, on the executors that there are now. */
    static int replicasAtOnce(JavaSparkContext spark, TrainingPlan plan) {
        return Math.min(tasksAtOnce(spark), plan.replicas());
    }

    private static int tasksAtOnce(JavaSparkContext spark) {
        return Math.max(1, cores(spark) / spark.getConf().getInt("spark.task.cpus", 1));
    }

    /** Of all executors. Spark's default parallelism is the same, but says two where a cluster has one. */
    static int cores(JavaSparkContext spark) {
        if (spark.isLocal()) {
            return spark.defaultParallelism();
        }
        return CollectionConverters.asJava(spark.sc().statusStore().executorList(true)).stream()
                .mapToInt(ExecutorSummary::totalCores)
                .sum();
    }

    /** How many processes share the work. */
    static int executors(JavaSparkContext spark) {
        return Math.max(1, spark.sc().statusTracker().getExecutorInfos().length - (spark.isLocal() ? 0 : 1));
    }
}
