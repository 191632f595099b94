package io.kindling.jobs;

import io.kindling.corpus.Corpus;
import io.kindling.corpus.CorpusConfig;
import io.kindling.corpus.Document;
import io.kindling.corpus.Format;
import io.kindling.corpus.SparkAction;
import io.kindling.jobs.parallel.Floats;
import io.kindling.jobs.scoring.DocumentBatch;
import io.kindling.jobs.scoring.DocumentScore;
import io.kindling.jobs.scoring.Perplexity;
import io.kindling.jobs.scoring.ScoringModel;
import io.kindling.model.GptConfig;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
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
        ModelFolder model = ModelFolder.read(spark.sparkContext().hadoopConfiguration(), settings.model);
        Broadcast<Floats> parameters =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(model.parameters());
        Task task = new Task(
                UUID.randomUUID().toString(),
                model.config(),
                parameters,
                model.tokenizer().json());
        try {
            List<DocumentScore> scores = new ArrayList<>(SparkAction.run(() ->
                    corpus.documents().javaRDD().mapPartitions(task::score).collect()));
            scores.sort(Comparator.comparing(DocumentScore::id));
            return Perplexity.of(scores, settings.seed);
        } finally {
            ScoringModel.freeIdle();
        }
    }

    /** What travels to the executors. */
    private record Task(String key, GptConfig config, Broadcast<Floats> parameters, String tokenizerJson)
            implements java.io.Serializable {
        Iterator<DocumentScore> score(Iterator<Document> documents) throws Exception {
            Tokenizer tokenizer = Tokenizer.parse(tokenizerJson, "the model's tokenizer");
            return ScoringModel.use(key, config, parameters::value, inference -> {
                List<DocumentScore> scores = new ArrayList<>();
                DocumentBatch batch = new DocumentBatch(inference, tokenizer.endOfText(), config.contextLength());
                while (documents.hasNext()) {
                    Document document = documents.next();
                    batch.add(document.getId(), document.getText(), tokenizer.encode(document.getText()));
                    if (batch.isFull() || !documents.hasNext()) {
                        scores.addAll(batch.score());
                    }
                }
                return scores.iterator();
            });
        }
    }
}
