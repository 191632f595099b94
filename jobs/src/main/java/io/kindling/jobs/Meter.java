package io.kindling.jobs;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how far a long piece of work has come, how fast it goes and how long it will take: a moving bar on a terminal,
 * elsewhere a line when nothing was told for half a minute. What is short leaves no trace.
 */
final class Meter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Meter.class);
    /** Set by the launcher where standard error is a terminal, which Java itself can't tell. */
    private static final String TERMINAL = "KINDLING_TERMINAL";

    private static final long SILENCE = TimeUnit.SECONDS.toNanos(30);
    /** What is done sooner gets no bar. */
    private static final long SHORT = TimeUnit.SECONDS.toNanos(2);

    private final String task;
    private final String unit;
    private final long total;
    private final boolean isTerminal;
    private final LongSupplier clock;
    private final Consumer<String> lines;
    private final long started;
    private long told;
    private double first = Double.NaN;
    private ProgressBar bar;

    /**
     * A piece of work that begins now.
     *
     * @param unit of which it has {@code total}, in the plural
     */
    Meter(String task, String unit, long total) {
        this(task, unit, total, System.getenv(TERMINAL) != null, System::nanoTime, LOG::info);
    }

    /** The same with a clock, in nanoseconds, and a place for its lines. */
    Meter(String task, String unit, long total, boolean isTerminal, LongSupplier clock, Consumer<String> lines) {
        this.task = task;
        this.unit = unit;
        this.total = total;
        this.isTerminal = isTerminal;
        this.clock = clock;
        this.lines = lines;
        this.started = clock.getAsLong();
        this.told = started;
    }

    /** So much is done; what was done at the first call was done before the work began. */
    synchronized void to(double done, String extra) {
        long now = clock.getAsLong();
        if (Double.isNaN(first)) {
            first = done;
        }
        if (isTerminal) {
            move(done, extra, now);
        } else if (now - told >= SILENCE && done > first) {
            lines.accept(line(done, extra, (now - started) / 1e9));
            told = now;
        }
    }

    private void move(double done, String extra, long now) {
        if (bar == null && now - started >= SHORT) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setUnit(" " + unit, 1)
                    .setInitialMax(total)
                    .startsFrom((long) first, Duration.ofNanos(now - started))
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(500)
                    .showSpeed()
                    .build();
        }
        if (bar != null) {
            bar.stepTo((long) done);
            bar.setExtraMessage(" " + extra);
        }
    }

    private String line(double done, String extra, double seconds) {
        double rate = (done - first) / seconds;
        return "%s: %,.0f of %,d %s, %.0f %%, %s a second, %s left%s"
                .formatted(
                        task,
                        Math.floor(done),
                        total,
                        unit,
                        Math.floor(100 * done / total),
                        rate < 10 ? "%.2f".formatted(rate) : "%,.0f".formatted(rate),
                        time((total - done) / rate),
                        extra.isEmpty() ? "" : ", " + extra);
    }

    static String time(double seconds) {
        Duration left = Duration.ofSeconds(Math.round(seconds));
        return "%d:%02d:%02d".formatted(left.toHours(), left.toMinutesPart(), left.toSecondsPart());
    }

    /** Whether there is a moving bar, which makes other lines needless. */
    boolean isTerminal() {
        return isTerminal;
    }

    /** Someone else has just said something about this work. */
    synchronized void told() {
        told = clock.getAsLong();
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
