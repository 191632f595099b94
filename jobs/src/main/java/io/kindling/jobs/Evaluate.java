package io.kindling.jobs;

import io.kindling.corpus.Corpus;
import io.kindling.corpus.CorpusConfig;
import io.kindling.corpus.Format;
import io.kindling.corpus.SparkAction;
import io.kindling.jobs.scoring.Passage;
import io.kindling.jobs.scoring.Perplexity;
import io.kindling.jobs.scoring.Scored;
import io.kindling.jobs.scoring.Scoring;
import io.kindling.jobs.scoring.SharedModel;
import io.kindling.jobs.scoring.Windowing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** The perplexity of a corpus under a model, partition by partition. */
final class Evaluate {
    private Evaluate() {}

    /**
     * What to measure.
     *
     * @param model a run, or the folder of a model
     * @param input the corpus, as in {@link CorpusConfig}
     * @param seed of the resampling for the intervals
     */
    record Settings(String model, String input, Format format, String field, long seed) {}

    static Perplexity run(Settings settings, Supplier<SparkSession> session) throws IOException {
        SparkSession spark = session.get();
        CorpusConfig source = new CorpusConfig(settings.input, settings.format, settings.field);
        Corpus corpus = Corpus.open(spark, source);
        ModelFolder folder = ModelFolder.read(spark.sparkContext().hadoopConfiguration(), settings.model);
        SharedModel model = folder.share(JavaSparkContext.fromSparkContext(spark.sparkContext()));
        Scoring scoring = Scoring.of(new Windowing.Rolling());
        try {
            List<Scored<String>> scores = new ArrayList<>(SparkAction.run(() -> corpus.documents()
                    .javaRDD()
                    .mapPartitions(documents -> model.score(
                            documents, document -> Passage.of(document.getText(), model.tokenizer()), scoring))
                    .map(scored -> new Scored<>(scored.document().getId(), scored.score()))
                    .collect()));
            scores.sort(Comparator.comparing(Scored::document));
            return Perplexity.of(scores.stream().map(Scored::score).toList(), settings.seed);
        } finally {
            model.close();
        }
    }
}
