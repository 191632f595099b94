package io.kindling.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.kindling.jobs.report.Environment;
import io.kindling.jobs.report.Metrics;
import io.kindling.jobs.report.RunReport;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;

/** Writes a page that shows runs beside each other, out of what {@code train} left in their folders. */
final class Report {
    /** JSON is YAML too. */
    private static final YAMLMapper YAML = new YAMLMapper();

    private Report() {}

    /** Explained in Report.yaml. */
    record Settings(List<String> runs, String output) {
        Settings {
            if (runs.isEmpty()) {
                throw new IllegalArgumentException("runs must have one folder at least, like [runs/a, runs/b]");
            }
        }
    }

    /** What was written. */
    record Result(String page, int runs, long rounds) {}

    static Result run(Settings settings, Supplier<JavaSparkContext> session) throws IOException {
        try (OutputFile output = OutputFile.claim(new Configuration(), settings.output)) {
            List<RunReport.Run> runs = new ArrayList<>();
            for (String folder : settings.runs) {
                runs.add(read(folder));
            }
            output.publish(new RunReport(runs).page());
            return new Result(
                    settings.output,
                    runs.size(),
                    runs.stream().mapToLong(run -> run.rounds().size()).sum());
        }
    }

    private static RunReport.Run read(String name) throws IOException {
        Path folder = new Path(name);
        FileSystem files = folder.getFileSystem(new Configuration());
        String metrics = text(files, new Path(folder, Metrics.FILE));
        if (metrics == null) {
            throw new IllegalArgumentException(
                    "runs (" + name + ") holds no " + Metrics.FILE + "; give folders that train wrote");
        }
        List<Metrics> rounds = Metrics.parse(metrics, folder + "/" + Metrics.FILE);
        JsonNode configuration = tree(files, new Path(folder, RunFolder.CONFIGURATION));
        long last = rounds.isEmpty() ? 0 : rounds.get(rounds.size() - 1).step();
        long steps = configuration == null
                ? last
                : configuration.path("training").path("steps").asLong(last);
        return new RunReport.Run(name, steps, configuration, tree(files, new Path(folder, Environment.FILE)), rounds);
    }

    private static JsonNode tree(FileSystem files, Path file) throws IOException {
        String text = text(files, file);
        return text == null ? null : YAML.readTree(text);
    }

    /** Null where there is no such file. */
    private static String text(FileSystem files, Path file) throws IOException {
        try (InputStream in = files.open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (FileNotFoundException e) {
            return null;
        }
    }
}
