package io.kindling.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.jobs.page.WebPage;
import java.util.ArrayList;
import java.util.List;

/** One run, or several beside each other, as a page. */
public record RunReport(List<Run> runs) {
    /** Most rounds of a run on a page; of longer ones every second is left out, or more. */
    private static final int MOST_ROUNDS = 4000;

    /**
     * One run.
     *
     * @param steps it has in all
     * @param configuration as config.yaml has it; null where there is none, like {@code environment}
     */
    public record Run(String name, long steps, JsonNode configuration, JsonNode environment, List<Metrics> rounds) {
        /** The same with no more rounds than a page can show; those with a validation loss all stay. */
        Run thinned() {
            int stride = (rounds.size() + MOST_ROUNDS - 1) / MOST_ROUNDS;
            List<Metrics> kept = new ArrayList<>();
            for (int i = 0; i < rounds.size(); i++) {
                if (i % stride == 0 || i == rounds.size() - 1 || rounds.get(i).validationLoss() != null) {
                    kept.add(rounds.get(i));
                }
            }
            return new Run(name, steps, configuration, environment, kept);
        }
    }

    /** The page in HTML, complete in itself. */
    public String page() {
        String title = runs.size() == 1 ? "Run " + runs.get(0).name() : runs.size() + " runs";
        return WebPage.REPORT.with(
                title, new RunReport(runs.stream().map(Run::thinned).toList()));
    }
}
