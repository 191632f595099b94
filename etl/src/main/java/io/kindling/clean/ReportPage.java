package io.kindling.clean;

import io.kindling.clean.CleanReport.Example;
import io.kindling.clean.CleanReport.RuleReport;
import io.kindling.clean.CleanReport.StageReport;
import io.kindling.clean.Comparisons.Bin;
import io.kindling.clean.Comparisons.Point;
import java.util.Formatter;
import java.util.Locale;

/** A {@link CleanReport} as a page that needs nothing else. */
final class ReportPage {
    private static final String HEAD = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Cleaning report</title>
            <style>
            :root { color-scheme: light dark }
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
            table { border-collapse: collapse; margin: 1rem 0; width: 100% }
            th, td { padding: .25rem .6rem; text-align: right; border-bottom: 1px solid #8884; vertical-align: top }
            th:first-child, td:first-child, .text { text-align: left; overflow-wrap: anywhere }
            .text { color: #888; font-size: 13px }
            .bar { background: #4a7; height: .8rem; min-width: 1px }
            summary { cursor: pointer }
            </style></head><body>
            """;

    private final StringBuilder page = new StringBuilder(HEAD);

    private ReportPage() {}

    static String html(CleanReport report) {
        ReportPage page = new ReportPage();
        page.add(
                "<h1>Cleaning report</h1>\n<p>%,d of %,d documents are kept, %,d of %,d bytes (%.1f %%).</p>\n",
                report.keptDocuments(),
                report.documents(),
                report.keptBytes(),
                report.bytes(),
                100.0 * report.keptBytes() / Math.max(1, report.bytes()));
        page.stages(report);
        report.stages().forEach(page::rules);
        if (report.nearDuplicates() != null) {
            page.comparisons(report.nearDuplicates());
        }
        return page.page.append("</body></html>\n").toString();
    }

    private void stages(CleanReport report) {
        page.append("<table><tr><th>stage<th>action<th>documents in<th>bytes in<th>documents out<th>bytes out</tr>\n");
        for (StageReport stage : report.stages()) {
            add(
                    "<tr><td>%s<td>%s<td>%,d<td>%,d<td>%,d<td>%,d</tr>\n",
                    stage.stage(),
                    stage.action(),
                    stage.documentsIn(),
                    stage.bytesIn(),
                    stage.documentsOut(),
                    stage.bytesOut());
        }
        page.append("</table>\n");
    }

    private void rules(StageReport stage) {
        if (stage.rules().isEmpty()) {
            return;
        }
        add("<h2>%s</h2>\n", stage.stage());
        for (RuleReport rule : stage.rules()) {
            add(
                    "<details><summary><b>%s</b>: %,d dropped, %,d edited, %,d noted, %,d bytes</summary>\n",
                    rule.rule(), rule.dropped(), rule.edited(), rule.noted(), rule.removedBytes());
            page.append("<table><tr><th>document<th>figure<th>limit<th class=text>detail<th class=text>text</tr>\n");
            for (Example example : rule.examples()) {
                add(
                        "<tr><td>%s<td>%.4g<td>%.4g<td class=text>%s<td class=text>%s</tr>\n",
                        escape(example.id()),
                        example.figure(),
                        example.limit(),
                        escape(example.detail()),
                        escape(example.text()));
            }
            page.append("</table></details>\n");
        }
    }

    private void comparisons(Comparisons comparisons) {
        page.append("<h2>Pairs compared, by Jaccard similarity</h2>\n");
        long most = comparisons.most();
        if (most == 0) {
            page.append("<p>No two documents were near enough to be compared.</p>\n");
        } else {
            page.append("<table><tr><th>from<th>pairs<th></tr>\n");
            for (Bin bin : comparisons.pairs()) {
                add(
                        "<tr><td>%.2f<td>%,d<td style=\"width:70%%\"><div class=bar style=\"width:%.2f%%\"></div></tr>\n",
                        bin.from(), bin.pairs(), 100.0 * bin.pairs() / most);
            }
            page.append("</table>\n");
        }
        add(
                "<p>%,d buckets had more documents than bucketCap: %,d of their pairs were not compared.</p>\n",
                comparisons.cappedBuckets(), comparisons.skippedPairs());
        page.append("<table><tr><th>similarity<th>probability of being compared</tr>\n");
        for (Point point : comparisons.curve()) {
            add("<tr><td>%.2f<td>%.4f</tr>\n", point.similarity(), point.probability());
        }
        page.append("</table>\n");
    }

    private void add(String format, Object... values) {
        page.append(new Formatter(Locale.ROOT).format(format, values));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
