package io.kindling.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kindling.jobs.parallel.Progress;
import io.kindling.jobs.parallel.TrainingPlan;
import java.io.IOException;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how a run goes: a moving bar on a terminal, a line for each round elsewhere, and metrics.jsonl in its folder. */
final class TrainingLog {
    private static final Logger log = LoggerFactory.getLogger(TrainingLog.class);
    /** Set by the launcher where standard error is a terminal, which Java itself can't tell. */
    private static final String TERMINAL = "KINDLING_TERMINAL";

    private static final JsonMapper JSON = new JsonMapper();

    private final TrainingPlan plan;
    private final RunFolder folder;
    private final StringBuilder metrics = new StringBuilder();
    private final long started = System.nanoTime();
    private long stepsBefore;
    private long roundStarted = started;
    private ProgressBar bar;

    TrainingLog(TrainingPlan plan, RunFolder folder) {
        this.plan = plan;
        this.folder = folder;
    }

    void start(long parameters) {
        log.info(
                "training {} parameters: {} replicas of {} threads, {} rounds of {} steps, {} tokens a step",
                "%,d".formatted(parameters),
                plan.replicas(),
                plan.threads(),
                plan.rounds(),
                plan.localSteps(),
                "%,d".formatted(plan.tokensPerStep()));
        if (System.getenv(TERMINAL) != null) {
            bar = new ProgressBarBuilder()
                    .setTaskName("steps")
                    .setInitialMax(plan.steps())
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(500)
                    .build();
        }
    }

    /** A round's line of metrics. */
    private record Metrics(
            long round,
            long step,
            double loss,
            Double validationLoss,
            double learningRate,
            double gradientNorm,
            double tokensPerSecond,
            double seconds) {}

    void round(long round, long step, Progress progress, Double validationLoss) throws IOException {
        long now = System.nanoTime();
        double rate = (double) (step - stepsBefore) * plan.tokensPerStep() / seconds(roundStarted, now);
        double left = seconds(started, now) / step * (plan.steps() - step);
        Metrics line = new Metrics(
                round,
                step,
                progress.loss(),
                validationLoss,
                plan.schedule().at(step - 1),
                progress.gradientNorm(),
                rate,
                seconds(started, now));
        stepsBefore = step;
        roundStarted = now;
        record(line);
        String validation = validationLoss == null ? "      " : "%.4f".formatted(validationLoss);
        if (bar == null) {
            log.info(
                    "round %4d/%d  step %6d/%d  loss %.4f  validation %s  lr %.2e  norm %6.3f  %,8.0f tokens/s  %s left"
                            .formatted(
                                    round,
                                    plan.rounds(),
                                    step,
                                    plan.steps(),
                                    progress.loss(),
                                    validation,
                                    line.learningRate,
                                    progress.gradientNorm(),
                                    rate,
                                    time(left)));
        } else {
            bar.stepTo(step);
            bar.setExtraMessage(" round %d/%d, loss %.4f, validation %s, %,.0f tokens/s"
                    .formatted(round, plan.rounds(), progress.loss(), validation, rate));
        }
    }

    private void record(Metrics line) throws IOException {
        try {
            metrics.append(JSON.writeValueAsString(line)).append('\n');
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("metrics can always be written as JSON", e);
        }
        folder.write("metrics.jsonl", metrics.toString());
    }

    /** Ends the bar; returns the seconds since the start. */
    double finish() {
        if (bar != null) {
            bar.close();
        }
        return seconds(started, System.nanoTime());
    }

    private static double seconds(long from, long to) {
        return (to - from) / 1e9;
    }

    private static String time(double seconds) {
        Duration left = Duration.ofSeconds(Math.round(seconds));
        return "%d:%02d:%02d".formatted(left.toHours(), left.toMinutesPart(), left.toSecondsPart());
    }
}
