package io.kindling.jobs;

import io.kindling.corpus.CorpusConfig;
import io.kindling.corpus.DocumentFrame;
import io.kindling.corpus.Format;
import io.kindling.corpus.SparkAction;
import io.kindling.jobs.scoring.Detokenizer;
import io.kindling.jobs.scoring.DocumentScore;
import io.kindling.jobs.scoring.Passage;
import io.kindling.jobs.scoring.Perplexity;
import io.kindling.jobs.scoring.Perplexity.Group;
import io.kindling.jobs.scoring.Scored;
import io.kindling.jobs.scoring.Scoring;
import io.kindling.jobs.scoring.SharedModel;
import io.kindling.jobs.scoring.Windowing;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The perplexity of a corpus under a model, of all of it and of each group of its documents. */
final class Evaluate {
    private static final Logger LOG = LoggerFactory.getLogger(Evaluate.class);

    private Evaluate() {}

    /** Explained in Evaluate.yaml. */
    record Settings(
            String model,
            String input,
            Format format,
            String field,
            String windows,
            Detokenizer detokenizer,
            String groupBy,
            long seed) {
        Settings {
            new CorpusConfig(input, format, field);
            Windowing.of(windows);
        }

        CorpusConfig corpus() {
            return new CorpusConfig(input, format, field);
        }
    }

    /** A document to be scored; all that stays of it afterwards is its id and its group. */
    private record Document(String id, String group, String text) implements Serializable {
        Document withoutText() {
            return new Document(id, group, null);
        }
    }

    static Perplexity run(Settings settings, Supplier<JavaSparkContext> sparks) throws IOException {
        JavaSparkContext spark = sparks.get();
        JavaRDD<Document> documents = documents(spark, settings);
        SharedModel model =
                ModelFolder.read(spark.hadoopConfiguration(), settings.model).share(spark);
        Scoring scoring = Scoring.of(Windowing.of(settings.windows));
        scoring.windowing().requireFits(model.config().contextLength());
        Detokenizer detokenizer = settings.detokenizer;
        try {
            List<Scored<Document>> scores = new ArrayList<>(SparkAction.run(() -> documents
                    .mapPartitions(some -> model.score(
                            some, document -> Passage.of(document.text, detokenizer, model.tokenizer()), scoring))
                    .map(scored -> new Scored<>(scored.document().withoutText(), scored.score()))
                    .collect()));
            return result(scores, settings);
        } finally {
            model.close();
        }
    }

    private static JavaRDD<Document> documents(JavaSparkContext spark, Settings settings) {
        DocumentFrame frame = DocumentFrame.open(spark, settings.corpus());
        String groupBy = settings.groupBy;
        List<String> columns = Arrays.stream(frame.rows().columns())
                .filter(name -> !name.equals(DocumentFrame.TEXT))
                .toList();
        if (groupBy != null && !columns.contains(groupBy)) {
            throw new IllegalArgumentException(
                    "groupBy (" + groupBy + ") must be a column of the input: one of " + columns);
        }
        return frame.dealt()
                .map(row -> new Document(
                        row.getAs(DocumentFrame.ID),
                        groupBy == null ? null : String.valueOf(row.<Object>getAs(groupBy)),
                        DocumentFrame.text(row)));
    }

    /** Sums are taken in the order of the ids, and of equal ones in that of the scores: in any order they came. */
    private static Perplexity result(List<Scored<Document>> scores, Settings settings) {
        scores.sort(Comparator.comparing((Scored<Document> scored) -> scored.document().id)
                .thenComparingDouble(scored -> scored.score().logLikelihood().sum())
                .thenComparingLong(scored -> scored.score().logLikelihood().bytes())
                .thenComparingLong(scored -> scored.score().logLikelihood().words()));
        List<Group> groups = settings.groupBy == null ? null : groups(scores, settings.seed);
        Perplexity all = Perplexity.of(scores.stream().map(Scored::score).toList(), settings.seed, groups);
        if (groups != null) {
            LOG.info("by {}\n{}", settings.groupBy, table(all));
        }
        return all;
    }

    private static List<Group> groups(List<Scored<Document>> scores, long seed) {
        Map<String, List<DocumentScore>> byGroup = new TreeMap<>();
        scores.forEach(scored -> byGroup.computeIfAbsent(scored.document().group, group -> new ArrayList<>())
                .add(scored.score()));
        return byGroup.entrySet().stream()
                .map(group -> new Group(group.getKey(), Perplexity.of(group.getValue(), seed)))
                .toList();
    }

    private static String table(Perplexity all) {
        String head = "%-30s %10s %13s %12s %12s %12s %s"
                .formatted("group", "documents", "tokens", "token ppl", "word ppl", "bits/byte", "95 % of bits/byte");
        return head
                + all.groups().stream()
                        .map(group -> line(group.group(), group.perplexity()))
                        .collect(Collectors.joining("", "\n", ""))
                + line("(all)", all);
    }

    private static String line(String name, Perplexity p) {
        return "%-30s %,10d %,13d %12.4f %12.4f %12.5f %.5f–%.5f%n"
                .formatted(
                        name,
                        p.documents(),
                        p.tokens(),
                        p.tokenPerplexity(),
                        p.wordPerplexity(),
                        p.bitsPerByte(),
                        p.bitsPerByteInterval().from(),
                        p.bitsPerByteInterval().to());
    }
}
