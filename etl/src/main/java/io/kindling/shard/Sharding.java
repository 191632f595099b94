package io.kindling.shard;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;

import io.kindling.corpus.Corpus;
import io.kindling.corpus.SparkAction;
import io.kindling.shard.Manifest.Part;
import io.kindling.shard.Manifest.Shard;
import io.kindling.tokenizer.BadDataException;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The job that turns a corpus into a folder of shards: each document is encoded where it is read, goes to its shard,
 * and each shard is sorted and written by one task.
 *
 * <p>The bytes of every shard are the same for any number of partitions, tasks and executors, and for tasks that are
 * tried again: shard and order are functions of a document's id (or, split by position, of its place in the corpus),
 * and documents with equal ids are ordered by their tokens.
 */
public final class Sharding {
    private static final StructType NUMBERED = new StructType()
            .add("id", DataTypes.StringType)
            .add("text", DataTypes.BinaryType)
            .add("number", DataTypes.LongType);

    private Sharding() {}

    /**
     * Writes the shards, the tokenizer and, last, the manifest. Whatever fails, no manifest is left, and as little else
     * as can be.
     *
     * @param output a folder that doesn't exist yet
     * @throws IllegalArgumentException if it does, or can't be made, or if a part would be empty
     * @throws BadDataException if a document can't be read, or has a character that the tokenizer doesn't know
     */
    public static Manifest write(Corpus corpus, Tokenizer tokenizer, ShardConfig config, String output)
            throws IOException {
        SparkSession spark = corpus.documents().sparkSession();
        ShardFolder folder = ShardFolder.at(spark.sparkContext().hadoopConfiguration(), output);
        ShardPlan plan = ShardPlan.of(corpus.textBytes(), tokenizer, config);
        folder.create();
        try {
            folder.write(ShardFolder.TOKENIZER, tokenizer.json());
            List<Shard> shards = SparkAction.run(() -> writeShards(corpus, tokenizer, config, plan, folder));
            Manifest manifest = Manifest.of(tokenizer, corpus.config(), config, parts(shards, config));
            folder.deleteAttempts();
            folder.write(Manifest.FILE, manifest.json());
            return manifest;
        } catch (Throwable e) { // Spark's exceptions are checked and undeclared
            folder.delete();
            throw e;
        }
    }

    private static List<Shard> writeShards(
            Corpus corpus, Tokenizer tokenizer, ShardConfig config, ShardPlan plan, ShardFolder folder) {
        SparkSession spark = corpus.documents().sparkSession();
        Broadcast<PortableTokenizer> portable =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(new PortableTokenizer(tokenizer));
        Broadcast<SerializableConfiguration> hadoop = SerializableConfiguration.broadcast(spark.sparkContext());
        String path = folder.fileSystem().makeQualified(folder.path()).toString();
        String sha256 = tokenizer.sha256();
        int width = ShardHeader.width(tokenizer.vocabularySize());

        boolean byPosition = config.split() == Split.POSITION;
        Placement placement = byPosition
                ? new Placement.ByPosition(
                        plan, config.validationFraction(), corpus.documents().count())
                : new Placement.ByHash(plan, config.validationFraction(), config.seed());
        return (byPosition ? numbered(corpus) : unnumbered(corpus))
                .mapPartitions(
                        (MapPartitionsFunction<Row, Row>) rows ->
                                new EncodedDocuments(rows, portable.value().get(), placement, plan.shards()),
                        Encoders.row(EncodedDocuments.SCHEMA))
                .repartitionById(plan.shards(), col("shard"))
                .sortWithinPartitions("key", "id", "encoded")
                .javaRDD()
                .mapPartitions(
                        rows -> writeShard(rows, ShardFolder.at(hadoop.value().value(), path), plan, width, sha256))
                .collect();
    }

    private static Dataset<Row> unnumbered(Corpus corpus) {
        return corpus.documents().select(col("id"), col("text").cast(DataTypes.BinaryType), lit(0L));
    }

    /** Numbered by file, then by offset: in a file the shorter id is that of the smaller offset. */
    private static Dataset<Row> numbered(Corpus corpus) {
        Dataset<Row> sorted = corpus.documents()
                .orderBy(col("source"), length(col("id")), col("id"), col("text"))
                .select(col("id"), col("text").cast(DataTypes.BinaryType));
        return corpus.documents()
                .sparkSession()
                .createDataFrame(
                        sorted.javaRDD()
                                .zipWithIndex()
                                .map(row -> RowFactory.create(row._1.getString(0), row._1.getAs(1), row._2)),
                        NUMBERED);
    }

    /** Writes the one shard that the rows belong to, unless there are none. */
    private static Iterator<Shard> writeShard(
            Iterator<Row> rows, ShardFolder folder, ShardPlan plan, int width, String tokenizer) throws IOException {
        if (!rows.hasNext()) {
            return Collections.emptyIterator();
        }
        Row row = rows.next();
        long tokens = 0;
        long documents = 0;
        while (row.getLong(1) == EncodedDocuments.TOTALS && rows.hasNext()) { // Spark's iterators want to be asked
            tokens += row.getLong(4);
            documents += row.getLong(5);
            row = rows.next();
        }
        int shard = row.getInt(0);
        ShardHeader header = new ShardHeader(width, tokens, documents, tokenizer);
        try (ShardWriter writer =
                new ShardWriter(folder, plan.name(shard), TaskContext.get().taskAttemptId(), header)) {
            writer.add(row.getAs(3), row.getLong(6));
            while (rows.hasNext()) {
                row = rows.next();
                if (row.getInt(0) != shard) {
                    throw new IllegalStateException("documents of shards " + shard + " and " + row.getInt(0)
                            + " came to one task, which writes one shard");
                }
                writer.add(row.getAs(3), row.getLong(6));
            }
            return List.of(writer.finish()).iterator();
        }
    }

    private static Map<String, Part> parts(List<Shard> shards, ShardConfig config) {
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
