package io.kindling.jobs;

import io.kindling.corpus.Corpus;
import io.kindling.corpus.CorpusConfig;
import io.kindling.corpus.Format;
import io.kindling.corpus.TokenizerConfig;
import io.kindling.corpus.TrainedTokenizer;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Learns a vocabulary from text: Spark counts its words, the driver merges them. */
final class TrainTokenizer {
    private static final Logger LOG = LoggerFactory.getLogger(TrainTokenizer.class);

    private TrainTokenizer() {}

    /** Explained in TrainTokenizer.yaml. */
    record Settings(
            String input,
            Format format,
            String field,
            TokenizerConfig.Kind kind,
            Integer vocabularySize,
            String output) {
        Settings {
            new CorpusConfig(input, format, field);
            new TokenizerConfig(kind, vocabularySize);
        }

        CorpusConfig corpus() {
            return new CorpusConfig(input, format, field);
        }

        TokenizerConfig tokenizer() {
            return new TokenizerConfig(kind, vocabularySize);
        }
    }

    record Result(int vocabularySize, long documents, long bytes, double seconds) {}

    static Result run(Settings settings, Supplier<SparkSession> sparks) throws IOException {
        long start = System.nanoTime();
        SparkSession spark = sparks.get();
        try (OutputFile output = OutputFile.claim(spark.sparkContext().hadoopConfiguration(), settings.output())) {
            Corpus corpus = Corpus.open(spark, settings.corpus());
            LOG.info("counting the words of {}, about {} MB", settings.input(), corpus.textBytes() / 1_000_000);
            TrainedTokenizer trained = TrainedTokenizer.train(corpus.documents(), settings.tokenizer());
            if (trained.droppedWords() > 0) {
                LOG.warn(
                        "{} of {} words are too rare or too long for memory and were left out",
                        trained.droppedWords(),
                        trained.words());
            }
            output.publish(trained.tokenizer().json());
            return new Result(
                    trained.tokenizer().vocabularySize(),
                    trained.documents(),
                    trained.bytes(),
                    (System.nanoTime() - start) / 1e9);
        }
    }
}
