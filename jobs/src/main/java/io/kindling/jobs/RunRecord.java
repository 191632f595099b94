package io.kindling.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.jobs.report.EventFile;
import io.kindling.jobs.report.Metrics;
import io.kindling.jobs.report.RunReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run's folder tells of its rounds: metrics.jsonl, and drawn from it TensorBoard's event file and report.html. The
 * first is written at every round, the others too, but where rounds are short no more than once in two seconds.
 */
final class RunRecord {
    static final String REPORT = "report.html";
    private static final long REFRESH_NANOS = 2_000_000_000L;

    private final RunFolder folder;
    private final RunReport.Run run;
    private final List<Metrics> rounds = new ArrayList<>();
    private final StringBuilder lines = new StringBuilder();
    private long refreshed;

    /** The record of a run of so many steps. */
    RunRecord(RunFolder folder, String name, long steps, JsonNode configuration, JsonNode environment) {
        this.folder = folder;
        this.run = new RunReport.Run(name, steps, configuration, environment, rounds);
        this.refreshed = System.nanoTime() - REFRESH_NANOS;
    }

    /** Keeps what was recorded until {@code step}, and nothing else. */
    void resume(long step) throws IOException {
        String text = folder.read(Metrics.FILE);
        String whole = text.substring(0, text.lastIndexOf('\n') + 1); // a full disk may have cut off a line
        for (Metrics round : Metrics.parse(whole, Metrics.FILE)) {
            if (round.step() <= step) {
                append(round);
            }
        }
        folder.replace(Metrics.FILE, lines.toString());
    }

    /** Seconds that were recorded before. */
    double seconds() {
        return rounds.isEmpty() ? 0 : rounds.get(rounds.size() - 1).seconds();
    }

    void add(Metrics round) throws IOException {
        append(round);
        folder.replace(Metrics.FILE, lines.toString());
        if (System.nanoTime() - refreshed >= REFRESH_NANOS) {
            refresh();
        }
    }

    private void append(Metrics round) {
        rounds.add(round);
        lines.append(round.json()).append('\n');
    }

    /** Writes what is drawn from the metrics. */
    void refresh() throws IOException {
        folder.write(EventFile.FILE, EventFile.of(rounds));
        folder.replace(REPORT, new RunReport(List.of(run)).page());
        refreshed = System.nanoTime();
    }
}
