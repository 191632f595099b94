package io.kindling.jobs;

import io.kindling.jobs.parallel.Progress;
import io.kindling.jobs.parallel.Round;
import io.kindling.jobs.parallel.TrainingPlan;
import io.kindling.jobs.report.Metrics;
import java.io.IOException;
import java.util.List;
import java.util.function.IntSupplier;
import org.apache.spark.scheduler.SparkListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how a run goes: a moving bar on a terminal, elsewhere a line for each round and within long ones, and the record in its
 * folder.
 */
final class TrainingLog {
    private static final Logger log = LoggerFactory.getLogger(TrainingLog.class);

    private final TrainingPlan plan;
    private final RunRecord record;
    private final IntSupplier replicasAtOnce;
    private final long started = System.nanoTime();
    private long firstStep;
    private volatile long stepsBefore;
    private volatile long roundStarted = started;
    private volatile String last = "";
    private double secondsBefore;
    private Meter meter;
    private LiveTokens tokens;

    /**
     * The log of a run.
     *
     * @param replicasAtOnce how many run side by side now: executors may come and go
     */
    TrainingLog(TrainingPlan plan, RunRecord record, IntSupplier replicasAtOnce) {
        this.plan = plan;
        this.record = record;
        this.replicasAtOnce = replicasAtOnce;
    }

    /** Goes on after {@code step}: what was recorded until then stays. */
    void resume(long step) throws IOException {
        log.info("goes on after step {} of {}", step, plan.steps());
        record.resume(step);
        secondsBefore = record.seconds();
    }

    void start(long parameters, long step) {
        stepsBefore = step;
        firstStep = step;
        log.info(
                "training {} parameters: {} replicas of {} threads, {} rounds of {} steps, {} tokens a step",
                "%,d".formatted(parameters),
                plan.replicas(),
                plan.threads(),
                plan.rounds(),
                plan.localSteps(),
                "%,d".formatted(plan.tokensPerStep()));
        meter = new Meter("training", "steps", plan.steps());
        meter.to((double) step, "");
    }

    /** Listens to the steps of a round under way, which may take hours. */
    SparkListener listener() {
        tokens = new LiveTokens(learnt -> {
            double steps = Math.min(plan.localSteps(), (double) learnt / plan.tokensPerStep());
            double rate = learnt / seconds(roundStarted, System.nanoTime());
            meter.to(Math.min((double) plan.steps(), stepsBefore + steps), "%,.0f tokens/s%s".formatted(rate, last));
        });
        return tokens;
    }

    void round(long round, long step, Round progress, Double validationLoss, String sample) throws IOException {
        progress.replicas().forEach(this::warn);
        long now = System.nanoTime();
        double left = seconds(started, now) / (step - firstStep) * (plan.steps() - step);
        Metrics line = metrics(round, step, progress, validationLoss, sample, now);
        stepsBefore = step;
        roundStarted = now;
        tokens.clear();
        record.add(line);
        tell(line, left);
    }

    private Metrics metrics(long round, long step, Round progress, Double validationLoss, String sample, long now) {
        int atOnce = replicasAtOnce.getAsInt();
        return new Metrics(
                round,
                step,
                step * plan.tokensPerStep(),
                progress.loss(),
                validationLoss,
                plan.schedule().at(step - 1),
                progress.gradientNorm(),
                (double) (step - stepsBefore) * plan.tokensPerStep() / seconds(roundStarted, now),
                progress.bytesPerReplica(),
                progress.synchronisation(atOnce),
                progress.waiting(atOnce),
                losses(progress),
                progress.spread(),
                "%016x".formatted(progress.samples()),
                sample,
                secondsBefore + seconds(started, now),
                System.currentTimeMillis() / 1e3);
    }

    private void tell(Metrics line, double secondsLeft) {
        String validation = line.validationLoss() == null ? "      " : "%.4f".formatted(line.validationLoss());
        last = ", round %d/%d, loss %.4f, validation %s"
                .formatted(line.round(), plan.rounds(), line.loss(), validation);
        if (!meter.isTerminal()) {
            log.info(("round %4d/%d  step %6d/%d  loss %.4f  validation %s  lr %.2e  norm %6.3f  %,8.0f tokens/s"
                            + "  exchange %s a replica, %.1f %%, waiting %.1f %%  %s left")
                    .formatted(
                            line.round(),
                            plan.rounds(),
                            line.step(),
                            plan.steps(),
                            line.loss(),
                            validation,
                            line.learningRate(),
                            line.gradientNorm(),
                            line.tokensPerSecond(),
                            size(line.bytesPerReplica()),
                            100 * line.synchronisation(),
                            100 * line.waiting(),
                            Meter.time(secondsLeft)));
            meter.told();
        }
        meter.to((double) line.step(), "%,.0f tokens/s%s".formatted(line.tokensPerSecond(), last));
    }

    /** What someone should look at. */
    private void warn(Progress replica) {
        replica.skips().forEach(log::warn);
        if (replica.fault() != null) {
            log.warn("{}; left out of this round", replica.fault());
        }
    }

    /** Each replica's; null where it was left out. */
    private static List<Double> losses(Round progress) {
        return progress.replicas().stream()
                .map(replica -> replica.fault() == null ? replica.loss() : null)
                .toList();
    }

    /** Ends the bar; returns the seconds since the start. */
    double finish() throws IOException {
        record.refresh();
        meter.close();
        return seconds(started, System.nanoTime());
    }

    private static double seconds(long from, long to) {
        return (to - from) / 1e9;
    }

    private static String size(long bytes) {
        return bytes < 10_000_000 ? "%,d kB".formatted(bytes / 1000) : "%,d MB".formatted(bytes / 1_000_000);
    }
}
