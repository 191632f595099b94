package io.kindling.jobs;

import io.kindling.corpus.Corpus;
import io.kindling.corpus.CorpusConfig;
import io.kindling.corpus.Format;
import io.kindling.corpus.Sql;
import io.kindling.corpus.TokenizerConfig;
import io.kindling.corpus.TrainedTokenizer;
import io.kindling.tokenizer.PreTokenizer;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
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
            PreTokenizer splitting,
            String counts,
            String output) {
        Settings {
            if (input != null || counts == null) {
                new CorpusConfig(input, format, field);
            }
            new TokenizerConfig(kind, vocabularySize, splitting);
        }

        /** A tokenizer that splits as GPT-2's does, without keeping the counts. */
        Settings(
                String input,
                Format format,
                String field,
                TokenizerConfig.Kind kind,
                Integer vocabularySize,
                String output) {
            this(input, format, field, kind, vocabularySize, PreTokenizer.GPT2, null, output);
        }

        CorpusConfig corpus() {
            return new CorpusConfig(input, format, field);
        }

        TokenizerConfig tokenizer() {
            return new TokenizerConfig(kind, vocabularySize, splitting);
        }
    }

    /** What came of it; words and droppedWords are occurrences, of all words and of those left out. */
    record Result(int vocabularySize, long documents, long bytes, long words, long droppedWords, double seconds) {}

    static Result run(Settings settings, Supplier<JavaSparkContext> sparks) throws IOException {
        long start = System.nanoTime();
        JavaSparkContext spark = sparks.get();
        try (OutputFile output = OutputFile.claim(spark.hadoopConfiguration(), settings.output())) {
            TrainedTokenizer trained = train(settings, spark);
            if (trained.droppedWords() > 0) {
                LOG.warn(
                        "{} of {} words ({} %) are too rare or too long for memory and were left out",
                        trained.droppedWords(),
                        trained.words(),
                        "%.3f".formatted(100.0 * trained.droppedWords() / trained.words()));
            }
            output.publish(trained.tokenizer().json());
            return new Result(
                    trained.tokenizer().vocabularySize(),
                    trained.documents(),
                    trained.bytes(),
                    trained.words(),
                    trained.droppedWords(),
                    (System.nanoTime() - start) / 1e9);
        }
    }

    private static TrainedTokenizer train(Settings settings, JavaSparkContext spark) throws IOException {
        try (MergeMeter progress = new MergeMeter(settings.vocabularySize())) {
            if (settings.input() == null) {
                LOG.info("training from the word counts in {}", settings.counts());
                return TrainedTokenizer.retrain(Sql.session(), settings.tokenizer(), settings.counts(), progress);
            }
            Corpus corpus = Corpus.open(spark, settings.corpus());
            LOG.info("counting the words of {}, about {} MB", settings.input(), corpus.textBytes() / 1_000_000);
            return TrainedTokenizer.train(corpus.documents(), settings.tokenizer(), settings.counts(), progress);
        }
    }
}
