package io.kindling.jobs;

import io.kindling.jobs.parallel.Kind;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Validation losses over the number of replicas, a line for each kind of exchange. */
final class LossPlot {
    private LossPlot() {}

    /** The plot as a picture in SVG. */
    static String svg(List<Comparison> comparisons) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(720)
                .height(420)
                .xAxisTitle("replicas")
                .yAxisTitle("validation loss, nats a token")
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.InsideNW).setChartBackgroundColor(Color.WHITE);
        double base = comparisons.get(0).validationLoss();
        double most = comparisons.stream().mapToInt(Comparison::replicas).max().orElseThrow();
        chart.addSeries("every step", new double[] {1, most}, new double[] {base, base});
        add(chart, "averaging", Kind.AVERAGING, comparisons);
        add(chart, "DiLoCo", Kind.DILOCO, comparisons);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsFormat.SVG);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void add(XYChart chart, String name, Kind kind, List<Comparison> comparisons) {
        List<Comparison> own = comparisons.stream()
                .filter(comparison -> comparison.kind() == kind)
                .toList();
        chart.addSeries(
                name,
                own.stream().mapToDouble(Comparison::replicas).toArray(),
                own.stream().mapToDouble(Comparison::validationLoss).toArray());
    }
}
