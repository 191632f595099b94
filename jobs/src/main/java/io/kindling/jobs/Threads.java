package io.kindling.jobs;

import io.kindling.jobs.parallel.TrainingPlan;
import org.apache.spark.api.java.JavaSparkContext;

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
    static int slots(JavaSparkContext spark, int executors) {
        return Math.max(1, spark.defaultParallelism() / spark.getConf().getInt("spark.task.cpus", 1) / executors);
    }

    /** How many replicas run side by side. */
    static int replicasAtOnce(JavaSparkContext spark, TrainingPlan plan) {
        int tasks = Math.max(1, spark.defaultParallelism() / spark.getConf().getInt("spark.task.cpus", 1));
        return Math.min(tasks, plan.replicas());
    }

    /** How many processes share the work. */
    static int executors(JavaSparkContext spark) {
        return Math.max(1, spark.sc().statusTracker().getExecutorInfos().length - (spark.isLocal() ? 0 : 1));
    }
}
