package io.kindling.shard;

import io.kindling.corpus.Corpus;
import io.kindling.corpus.Reading;
import io.kindling.corpus.Reading.Malformed;
import io.kindling.corpus.SparkAction;
import io.kindling.corpus.Tolerance;
import io.kindling.shard.Manifest.Part;
import io.kindling.shard.Manifest.Shard;
import io.kindling.shard.PartitionWriter.Written;
import io.kindling.tokenizer.BadDataException;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * The job that turns a corpus into a folder of shards: each document is encoded where it is read, its tokens go to its
 * shard, and each shard is sorted and written by one task; one more task keeps the accounts.
 *
 * <p>The bytes of every file are the same for any number of partitions, tasks and executors, and for tasks that are
 * tried again: shard and order are functions of a document's id (or, split by position, of its place in the corpus),
 * and documents with equal ids are ordered by their tokens. Memory holds a few documents of each task that encodes, and
 * a slice of a shard of each that writes ({@link Shuffle}).
 */
public final class Sharding {
    static final String STATS = "stats.txt";

    private final Corpus corpus;
    private final Tokenizer tokenizer;
    private final ShardConfig config;
    private final ShardPlan plan;
    private final ShardFolder folder;

    private Sharding(Corpus corpus, Tokenizer tokenizer, ShardConfig config, ShardFolder folder) {
        this.corpus = corpus;
        this.tokenizer = tokenizer;
        this.config = config;
        this.plan = ShardPlan.of(corpus.textBytes(), tokenizer, config);
        this.folder = folder;
    }

    /**
     * Writes the shards, the tokenizer and, last, the manifest. If it fails it leaves nothing; if it is killed, the next
     * run into the same folder clears away what it left.
     *
     * @param output a folder that doesn't exist yet, or is empty, or was left by a run that didn't finish
     * @throws IllegalArgumentException if it is none of these, or can't be made, or if a part would be empty
     * @throws BadDataException if more records are malformed than the corpus's configuration tolerates, or a document
     *     has a character that the tokenizer doesn't know
     */
    public static Manifest write(Corpus corpus, Tokenizer tokenizer, ShardConfig config, String output)
            throws IOException {
        ShardFolder folder = ShardFolder.at(corpus.spark().hadoopConfiguration(), output);
        Sharding sharding = new Sharding(corpus, tokenizer, config, folder);
        return folder.fill(() -> sharding.commit(SparkAction.run(sharding::writeFiles)));
    }

    private List<Written> writeFiles() {
        JavaSparkContext spark = corpus.spark();
        Broadcast<PortableTokenizer> portable = spark.broadcast(new PortableTokenizer(tokenizer));
        Tolerance tolerance = corpus.config().tolerance();
        ShardPlan plan = this.plan;

        JavaPairRDD<Reading, Long> numbered = config.split() == Split.POSITION
                ? CorpusOrder.number(corpus.readings())
                : corpus.readings().mapToPair(reading -> new Tuple2<>(reading, 0L));
        Placement placement = placement();
        JavaRDD<ShuffleRecord> encoded = numbered.mapPartitions(
                readings -> new EncodedDocuments(readings, portable.value().get(), placement, tolerance, plan));
        return Shuffle.sorted(encoded, plan)
                .mapPartitions(writer(SerializableConfiguration.broadcast(spark.sc()), tolerance))
                .collect();
    }

    private Placement placement() {
        return switch (config.split()) {
            case DOCUMENT -> new Placement.ByHash(plan, config.validationFraction(), config.seed());
            case POSITION -> {
                long documents = corpus.readings()
                        .filter(reading -> !(reading instanceof Malformed))
                        .count();
                yield new Placement.ByPosition(plan, config.validationFraction(), documents);
            }
        };
    }

    private PartitionWriter writer(Broadcast<SerializableConfiguration> hadoop, Tolerance tolerance) {
        return new PartitionWriter(
                hadoop,
                folder.fileSystem().makeQualified(folder.path()).toString(),
                folder.run(),
                plan,
                ShardHeader.width(tokenizer.vocabularySize()),
                tokenizer.sha256(),
                tolerance);
    }

    private Manifest commit(List<Written> written) throws IOException {
        Stats stats = written.stream()
                .map(Written::stats)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        List<Shard> shards =
                written.stream().map(Written::shard).filter(Objects::nonNull).toList();
        Manifest manifest = Manifest.of(tokenizer, corpus.config(), config, stats, parts(shards));
        folder.write(ShardFolder.TOKENIZER, tokenizer.json());
        folder.write(STATS, stats.table());
        folder.commit(
                written.stream().flatMap(files -> files.attempts().stream()).toList(), manifest.json());
        return manifest;
    }

    private Map<String, Part> parts(List<Shard> shards) {
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put(Shards.TRAIN, part(shards, Shards.TRAIN));
        if (config.validationFraction() > 0) {
            parts.put(Shards.VALIDATION, part(shards, Shards.VALIDATION));
        }
        long documents = parts.values().stream().mapToLong(Part::documents).sum();
        if (documents == 0) {
            throw new BadDataException("the input holds no text: all its documents are empty");
        }
        parts.forEach((name, part) -> {
            if (part.documents() == 0) {
                throw new IllegalArgumentException("validationFraction (" + config.validationFraction()
                        + ") leaves none of " + documents + " documents to the " + name
                        + " part: change it, or set split=position to cut every document");
            }
        });
        return parts;
    }

    /** The shards of a part, in their order, which is that of the partitions. */
    private static Part part(List<Shard> shards, String name) {
        return Part.of(shards.stream()
                .filter(shard -> shard.name().startsWith(name + "-"))
                .toList());
    }
}
