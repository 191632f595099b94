package io.kindling.clean;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kindling.clean.Finding.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What became of a corpus, stage by stage. It is added up from what was written, and is the same in every run.
 *
 * @param documents records that were read, malformed ones among them
 * @param bytes of their text in UTF-8
 * @param nearDuplicates what was compared for that stage; null if it was skipped
 */
public record CleanReport(
        long documents,
        long bytes,
        long keptDocuments,
        long keptBytes,
        List<StageReport> stages,
        Comparisons nearDuplicates) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
            .build();

    /** One stage: what came to it, what it handed on, and which of its rules were broken. */
    public record StageReport(
            String stage,
            Action action,
            long documentsIn,
            long bytesIn,
            long documentsOut,
            long bytesOut,
            List<RuleReport> rules) {}

    /** One rule: in how many documents it found something, by what became of them. */
    public record RuleReport(
            String rule, long dropped, long edited, long noted, long removedBytes, List<Example> examples) {}

    /** A document of which a rule found something. */
    public record Example(String id, double figure, double limit, String detail, String text) {}

    static CleanReport of(Tally tally, List<Stage> stages, Comparisons comparisons) {
        List<StageReport> reports = new ArrayList<>();
        long documents = tally.documents();
        long bytes = tally.bytes();
        StageReport reading = stage(tally, Cleaning.READING, Action.DROP, documents, bytes);
        reports.add(reading);
        documents = reading.documentsOut();
        for (Stage stage : stages) {
            StageReport report = stage(tally, stage.name(), stage.action(), documents, bytes);
            reports.add(report);
            documents = report.documentsOut();
            bytes = report.bytesOut();
        }
        return new CleanReport(
                tally.documents(),
                tally.bytes(),
                tally.keptDocuments(),
                tally.keptBytes(),
                List.copyOf(reports),
                comparisons);
    }

    private static StageReport stage(Tally tally, String stage, Action action, long documents, long bytes) {
        List<RuleReport> rules = new ArrayList<>();
        for (Map.Entry<Tally.Key, Tally.Sum> entry : tally.sums().entrySet()) {
            if (entry.getKey().stage().equals(stage)) {
                rules.add(rule(entry.getKey().rule(), entry.getValue()));
            }
        }
        long dropped = rules.stream().mapToLong(RuleReport::dropped).sum();
        long removed = rules.stream().mapToLong(RuleReport::removedBytes).sum();
        return new StageReport(
                stage, action, documents, bytes, documents - dropped, bytes - removed, List.copyOf(rules));
    }

    private static RuleReport rule(String rule, Tally.Sum sum) {
        return new RuleReport(
                rule,
                sum.documents(Effect.DROPPED),
                sum.documents(Effect.EDITED),
                sum.documents(Effect.NOTED),
                sum.removedBytes(),
                sum.examples().stream()
                        .map(example -> new Example(
                                example.id(),
                                example.finding().figure(),
                                example.finding().limit(),
                                example.finding().detail(),
                                example.excerpt()))
                        .toList());
    }

    long malformed() {
        return stages.get(0).documentsIn() - stages.get(0).documentsOut();
    }

    String firstMalformed() {
        return stages.get(0).rules().get(0).examples().get(0).detail();
    }

    String json() {
        return json(this);
    }

    static String json(Object value) {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        try {
            return JSON.writer(new DefaultPrettyPrinter()
                                    .withObjectIndenter(lines)
                                    .withArrayIndenter(lines))
                            .writeValueAsString(value)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record can always be written", e);
        }
    }

    /** The same for people, a line for each stage and rule. */
    public String table() {
        return ReportTable.text(this);
    }
}
