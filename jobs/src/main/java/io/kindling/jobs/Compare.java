package io.kindling.jobs;

import io.kindling.jobs.configuration.Configuration;
import io.kindling.jobs.configuration.Tree;
import io.kindling.jobs.parallel.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The same tokens by one replica, by gradients averaged at every step, by averaging and by DiLoCo, with several seeds. */
final class Compare {
    private static final Logger LOG = LoggerFactory.getLogger(Compare.class);

    private static final int VOCABULARY = 1024;

    private final Settings settings;
    private final Supplier<JavaSparkContext> spark;
    private final String folder;

    /** Explained in Compare.yaml. */
    record Settings(
            String output, String training, String shards, int stories, List<Integer> replicas, List<Integer> seeds) {
        Settings {
            if (replicas.isEmpty() || seeds.isEmpty()) {
                throw new IllegalArgumentException("replicas and seeds must each have one at least, like [2, 4]");
            }
        }
    }

    /** What came of it. */
    record Result(String folder, String plot, List<Comparison> comparisons, double seconds) {}

    private Compare(Settings settings, Supplier<JavaSparkContext> spark) {
        this.settings = settings;
        this.spark = spark;
        this.folder = StoryFolder.pathFor(settings.output, "compare");
    }

    static Result run(Settings settings, Supplier<JavaSparkContext> spark) throws IOException {
        return new Compare(settings, spark).run();
    }

    private Result run() throws IOException {
        long started = System.nanoTime();
        settings.replicas.forEach(replicas -> training("none", Kind.DILOCO, replicas, 1));
        String shards = settings.shards != null ? settings.shards : stories();
        List<Comparison> comparisons = new ArrayList<>();
        compare(shards, Kind.EVERY_STEP, settings.replicas.get(0), comparisons);
        compare(shards, Kind.AVERAGING, 1, comparisons);
        compare(shards, Kind.DILOCO, 1, comparisons);
        for (int replicas : settings.replicas) {
            compare(shards, Kind.AVERAGING, replicas, comparisons);
            compare(shards, Kind.DILOCO, replicas, comparisons);
        }
        LOG.info(Comparison.HEADER);
        comparisons.forEach(comparison -> LOG.info(comparison.line()));
        Path plot = Path.of(folder, "losses.svg");
        Files.writeString(plot, LossPlot.svg(comparisons));
        return new Result(folder, plot.toString(), comparisons, (System.nanoTime() - started) / 1e9);
    }

    /** Adds one to {@code comparisons}, the first of which all are compared with. */
    private void compare(String shards, Kind kind, int replicas, List<Comparison> comparisons) throws IOException {
        List<Double> losses = new ArrayList<>();
        double seconds = 0;
        for (int seed : settings.seeds) {
            Train.Result result = Train.train(training(shards, kind, replicas, seed), spark);
            losses.add(result.validationLoss());
            seconds += result.seconds();
        }
        Comparison own = Comparison.of(kind, replicas, losses, seconds / losses.size());
        Comparison first = comparisons.isEmpty() ? own : comparisons.get(0);
        Comparison comparison = own.against(first.validationLoss());
        comparisons.add(comparison);
        LOG.info(Comparison.HEADER);
        LOG.info(comparison.line());
    }

    private TrainSettings training(String shards, Kind kind, int replicas, int seed) {
        Configuration<TrainSettings> configuration = Configuration.of(TrainSettings.class)
                .file(Home.conf("training", settings.training, "compare.yaml"))
                .assign("shards=" + shards)
                .assign("seed=" + seed)
                .assign("parallel.replicas=" + replicas);
        int batch = configuration.assign("run=none").read().training().batch();
        if (batch % replicas != 0) {
            throw new IllegalArgumentException(
                    "training.batch (" + batch + ") must be divisible by replicas (" + replicas + ")");
        }
        String name = Tree.of(kind).asText();
        return configuration
                .assign("parallel.kind=" + name)
                .assign("training.batch=" + batch / replicas)
                .assign("run=" + folder + "/" + name + "-" + replicas + "-seed-" + seed)
                .read();
    }

    private String stories() throws IOException {
        StoryFolder stories = new StoryFolder(folder, settings.stories, spark);
        stories.trainTokenizer(VOCABULARY);
        stories.tokenize();
        return stories.shards();
    }
}
