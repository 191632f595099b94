package io.kindling.jobs;

import io.kindling.corpus.SparkAction;
import io.kindling.shard.ShardExport;
import io.kindling.shard.ShardExport.Layout;
import io.kindling.shard.Shards;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;

/** Writes token shards as other programs keep tokens; {@link Tokenize} reads what they write. */
final class Unshard {
    private Unshard() {}

    /** Explained in Unshard.yaml. */
    record Settings(String shards, Layout format, String output) {
        Settings {
            if (format == null) {
                throw new IllegalArgumentException("format is missing: llmc, nanogpt or parquet");
            }
        }
    }

    record Result(long tokens, long documents, double seconds) {}

    static Result run(Settings settings, Supplier<JavaSparkContext> sparks) throws IOException {
        JavaSparkContext spark = sparks.get();
        long start = System.nanoTime();
        Shards shards = Shards.open(spark.hadoopConfiguration(), settings.shards());
        SparkAction.run(() -> {
            try {
                ShardExport.write(spark, shards, settings.format(), settings.output());
                return null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return new Result(shards.manifest().tokens(), shards.manifest().documents(), (System.nanoTime() - start) / 1e9);
    }
}
