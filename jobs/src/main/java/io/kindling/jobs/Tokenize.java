package io.kindling.jobs;

import io.kindling.corpus.Corpus;
import io.kindling.corpus.CorpusConfig;
import io.kindling.corpus.Format;
import io.kindling.shard.Manifest;
import io.kindling.shard.Manifest.Part;
import io.kindling.shard.ShardConfig;
import io.kindling.shard.Sharding;
import io.kindling.shard.Split;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.Collection;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
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
            String tokenizer,
            double validationFraction,
            Split split,
            long seed,
            long shardBytes,
            String output) {
        Settings {
            new CorpusConfig(input, format, field);
            new ShardConfig(validationFraction, split, seed, shardBytes);
        }

        CorpusConfig corpus() {
            return new CorpusConfig(input, format, field);
        }

        ShardConfig shards() {
            return new ShardConfig(validationFraction, split, seed, shardBytes);
        }
    }

    record Result(int shards, long tokens, long documents, long bytes, double seconds, double megabytesPerSecond) {}

    static Result run(Settings settings, Supplier<SparkSession> sparks) throws IOException {
        long start = System.nanoTime();
        SparkSession spark = sparks.get();
        Tokenizer tokenizer = TokenizerFiles.read(spark.sparkContext().hadoopConfiguration(), settings.tokenizer());
        Corpus corpus = Corpus.open(spark, settings.corpus());
        LOG.info("tokenizing {}, about {} MB", settings.input(), corpus.textBytes() / 1_000_000);
        Manifest manifest = Sharding.write(corpus, tokenizer, settings.shards(), settings.output());
        return result(manifest.parts().values(), (System.nanoTime() - start) / 1e9);
    }

    private static Result result(Collection<Part> parts, double seconds) {
        long bytes = parts.stream().mapToLong(Part::bytes).sum();
        return new Result(
                parts.stream().mapToInt(part -> part.shards().size()).sum(),
                parts.stream().mapToLong(Part::tokens).sum(),
                parts.stream().mapToLong(Part::documents).sum(),
                bytes,
                seconds,
                bytes / 1e6 / seconds);
    }
}
