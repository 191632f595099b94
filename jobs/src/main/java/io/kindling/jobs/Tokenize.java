package io.kindling.jobs;

import io.kindling.corpus.Corpus;
import io.kindling.corpus.CorpusConfig;
import io.kindling.corpus.Format;
import io.kindling.shard.Manifest;
import io.kindling.shard.ShardConfig;
import io.kindling.shard.Sharding;
import io.kindling.shard.Split;
import io.kindling.shard.Stats;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns text into token shards: the form that training and evaluation read. */
final class Tokenize {
    private static final Logger LOG = LoggerFactory.getLogger(Tokenize.class);

    private Tokenize() {}

    /** Explained in Tokenize.yaml. */
    record Settings(
            String input,
            Format format,
            String field,
            String entries,
            double maxBadRecords,
            String tokenizer,
            double validationFraction,
            Split split,
            long seed,
            long shardBytes,
            String output) {
        Settings {
            new CorpusConfig(input, format, field, entries, maxBadRecords);
            new ShardConfig(validationFraction, split, seed, shardBytes);
        }

        CorpusConfig corpus() {
            return new CorpusConfig(input, format, field, entries, maxBadRecords);
        }

        ShardConfig shards() {
            return new ShardConfig(validationFraction, split, seed, shardBytes);
        }
    }

    record Result(
            int shards,
            long tokens,
            long documents,
            long bytes,
            long words,
            long badRecords,
            double seconds,
            double megabytesPerSecond) {}

    static Result run(Settings settings, Supplier<JavaSparkContext> sparks) throws IOException {
        JavaSparkContext spark = sparks.get();
        long start = System.nanoTime();
        Tokenizer tokenizer = TokenizerFiles.read(spark.hadoopConfiguration(), settings.tokenizer());
        Corpus corpus = Corpus.open(spark, settings.corpus(), tokenizer);
        LOG.info("tokenizing {}, about {} MB", settings.input(), corpus.textBytes() / 1_000_000);
        Manifest manifest = Sharding.write(corpus, tokenizer, settings.shards(), settings.output());
        double seconds = (System.nanoTime() - start) / 1e9;
        Stats stats = manifest.stats();
        LOG.info("{} holds\n{}", settings.output(), stats.table());
        return new Result(
                manifest.shards(),
                manifest.tokens(),
                stats.documents(),
                manifest.bytes(),
                stats.words(),
                stats.malformed(),
                seconds,
                manifest.bytes() / 1e6 / seconds);
    }
}
