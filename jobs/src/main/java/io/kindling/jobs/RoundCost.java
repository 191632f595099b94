package io.kindling.jobs;

import io.kindling.jobs.parallel.Kind;
import io.kindling.jobs.parallel.TrainingPlan;
import io.kindling.model.Parameters;

/**
 * What a round costs on a number of executors, before it is tried.
 *
 * @param executors that share the replicas
 * @param replicas M
 * @param computeSeconds of the round's steps
 * @param bytesPerExecutor that each sends, and as many that it receives
 * @param exchangeSeconds that the network needs for them and for what passes through the driver, and executors to pack,
 *     average and unpack it
 * @param share of the round that the exchange takes, 0 to 1
 * @param localStepsForFivePercent H at which it would be a twentieth
 */
record RoundCost(
        int executors,
        int replicas,
        double computeSeconds,
        long bytesPerExecutor,
        double exchangeSeconds,
        double share,
        long localStepsForFivePercent) {
    static final String HEADER =
            "executors  replicas    compute  bytes per executor   exchange    share  5 % at localSteps";

    /**
     * Seconds that an executor works on one parameter of one replica in an exchange, and more for each byte that it travels as,
     * without a network between: so that two executors of one core of a Zen 3 need the 3.5 and 7.8 s that they were measured to
     * need for 124 million in int8 and float32. An exchange at every step is taken to cost as much.
     */
    private static final double SECONDS_PER_PARAMETER = 16e-9;

    private static final double SECONDS_PER_BYTE = 12e-9;

    static RoundCost of(TrainingPlan plan, int executors, int replicas, double stepSeconds, double bytesPerSecond) {
        int exchanges = plan.kind() == Kind.EVERY_STEP ? plan.localSteps() : 1;
        int queue = (replicas + executors - 1) / executors;
        long parameters = Parameters.count(plan.model());
        double bytes = plan.wire().bytes(parameters);
        // Slices to those who average them, the averages to the driver, and from there to all in pieces, each from
        // each.
        double sent = executors == 1 ? 0 : bytes * queue * (executors - 1) / executors;
        double travelling = executors == 1 ? 0 : (sent + 2 * bytes) / bytesPerSecond;
        double seconds =
                exchanges * (travelling + queue * (parameters * SECONDS_PER_PARAMETER + bytes * SECONDS_PER_BYTE));
        double compute = stepSeconds * queue * plan.localSteps();
        return new RoundCost(
                executors,
                replicas,
                compute,
                Math.round(exchanges * (sent + bytes)),
                seconds,
                seconds / (seconds + compute),
                Math.max(1, (long) Math.ceil(19 * seconds / exchanges / (stepSeconds * queue))));
    }

    String line() {
        return "%9d  %8d  %7.1f s  %,15.1f MB  %7.2f s  %5.1f %%  %17d"
                .formatted(
                        executors,
                        replicas,
                        computeSeconds,
                        bytesPerExecutor / 1e6,
                        exchangeSeconds,
                        100 * share,
                        localStepsForFivePercent);
    }
}
