package io.kindling.jobs;

import io.kindling.jobs.parallel.TrainingPlan;
import io.kindling.kernels.SgemmPeak;
import io.kindling.kernels.Team;
import io.kindling.model.GptConfig;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What rounds will cost, said before the first one.
 *
 * @param stepSeconds of a replica, estimated from the matrix products that a task was measured at
 * @param bandwidth that was given
 * @param rounds on each cluster
 */
record Forecast(double stepSeconds, String bandwidth, List<RoundCost> rounds) {
    private static final Logger LOG = LoggerFactory.getLogger(Forecast.class);
    /** The share of the speed of plain matrix products that a step has reached on many shapes. */
    private static final double EFFICIENCY = 0.7;

    /** For the plan's replicas on this cluster. */
    static Forecast here(JavaSparkContext spark, TrainingPlan plan, String bandwidth) {
        double step = stepSeconds(spark, plan);
        int executors = Threads.executors(spark);
        return said(step, bandwidth, List.of(cost(plan, executors, plan.replicas(), step, bandwidth)));
    }

    /** For a replica on each executor of clusters that aren't there. */
    static Forecast elsewhere(JavaSparkContext spark, TrainingPlan plan, String bandwidth, List<Integer> executors) {
        double step = stepSeconds(spark, plan);
        return said(
                step,
                bandwidth,
                executors.stream()
                        .map(count -> cost(plan, count, count, step, bandwidth))
                        .toList());
    }

    private static RoundCost cost(TrainingPlan plan, int executors, int replicas, double step, String bandwidth) {
        return RoundCost.of(plan, executors, replicas, step, Bandwidth.bytesPerSecond(bandwidth));
    }

    private static Forecast said(double step, String bandwidth, List<RoundCost> rounds) {
        LOG.info("a round, at {} s a step and {} between executors:", "%.3g".formatted(step), bandwidth);
        LOG.info(RoundCost.HEADER);
        rounds.forEach(cost -> LOG.info(cost.line()));
        return new Forecast(step, bandwidth, rounds);
    }

    /** From the speed of matrix products with a replica's threads, measured in a task. */
    private static double stepSeconds(JavaSparkContext spark, TrainingPlan plan) {
        double peak = spark.parallelize(List.of(plan.threads()), 1)
                .map(threads -> {
                    try (Team team = new Team(threads)) {
                        return SgemmPeak.gflopsPerSecond(team);
                    }
                })
                .first();
        GptConfig model = plan.model();
        double weights =
                12.0 * model.layers() * model.width() * model.width() + (double) model.vocabularySize() * model.width();
        double perToken = 6 * weights + 6.0 * model.layers() * model.contextLength() * model.width();
        return perToken * plan.tokensPerStep() / plan.replicas() / (EFFICIENCY * peak * 1e9);
    }
}
