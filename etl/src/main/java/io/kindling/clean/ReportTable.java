package io.kindling.clean;

import io.kindling.clean.CleanReport.RuleReport;
import io.kindling.clean.CleanReport.StageReport;
import io.kindling.clean.Comparisons.Bin;
import java.util.Locale;

/** A {@link CleanReport} as lines of text. */
final class ReportTable {
    private static final int BAR = 40;

    private final StringBuilder table = new StringBuilder();

    private ReportTable() {}

    static String text(CleanReport report) {
        ReportTable table = new ReportTable();
        table.line("%-34s %12s %16s %12s %16s", "stage", "documents in", "bytes in", "documents out", "bytes out");
        report.stages().forEach(table::stage);
        table.line(
                "%n%,d of %,d documents are kept, %,d of %,d bytes (%.1f %%)",
                report.keptDocuments(),
                report.documents(),
                report.keptBytes(),
                report.bytes(),
                100.0 * report.keptBytes() / Math.max(1, report.bytes()));
        if (report.nearDuplicates() != null) {
            table.comparisons(report.nearDuplicates());
        }
        return table.table.toString();
    }

    private void stage(StageReport stage) {
        line(
                "%-34s %,12d %,16d %,12d  %,16d",
                stage.stage() + (stage.action() == Action.ANNOTATE ? " (annotates)" : ""),
                stage.documentsIn(),
                stage.bytesIn(),
                stage.documentsOut(),
                stage.bytesOut());
        for (RuleReport rule : stage.rules()) {
            line(
                    "  %-32s %,12d dropped, %,d edited, %,d noted, %,d bytes",
                    rule.rule(), rule.dropped(), rule.edited(), rule.noted(), rule.removedBytes());
        }
    }

    private void comparisons(Comparisons comparisons) {
        long most = comparisons.most();
        if (most == 0) {
            line("%nno two documents were near enough to be compared");
        } else {
            line("%npairs compared, by Jaccard similarity");
            for (Bin bin : comparisons.pairs()) {
                String bar = "#".repeat((int) ((BAR * bin.pairs() + most - 1) / most));
                line("  %.2f %,14d %s", bin.from(), bin.pairs(), bar);
            }
        }
        line(
                "%,d buckets had more documents than bucketCap: %,d of their pairs were not compared",
                comparisons.cappedBuckets(), comparisons.skippedPairs());
    }

    private void line(String format, Object... values) {
        table.append(String.format(Locale.ROOT, format.replace("%n", "\n"), values)
                        .stripTrailing())
                .append('\n');
    }
}
