package io.kindling.clean;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.kindling.clean.PartitionWriter.Written;
import io.kindling.corpus.Corpus;
import io.kindling.corpus.Document;
import io.kindling.corpus.Reading;
import io.kindling.corpus.SparkAction;
import io.kindling.corpus.Sql;
import io.kindling.corpus.Tolerance;
import io.kindling.shard.ShardFolder;
import io.kindling.tokenizer.BadDataException;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The job that cleans a corpus into a folder: documents are judged where they are read and laid aside on the executors'
 * disks; then the stages that compare documents exchange hashes about them; at last each document goes to the file that
 * its id says, and each file is sorted and written by one task, which counts what it writes.
 *
 * <p>The bytes of every file are the same for any number of executors, and for tasks that are tried again. Memory holds
 * a few documents of each task; what is sorted spills to disk if there is less.
 */
public final class Cleaning {
    static final String READING = "reading";

    private static final StructType OUTPUT = Table.schema(
            "kept", BooleanType, "source", StringType, "id", StringType, "text", BinaryType, "findings", BinaryType);

    private final Corpus corpus;
    private final CleanConfig config;
    private final OutputConfig outputConfig;
    private final ShardFolder folder;
    private Comparisons comparisons;

    private Cleaning(Corpus corpus, CleanConfig config, OutputConfig outputConfig, ShardFolder folder) {
        this.corpus = corpus;
        this.config = config;
        this.outputConfig = outputConfig;
        this.folder = folder;
    }

    /**
     * Cleans a corpus. If it fails it leaves nothing; if it is killed, the next run into the same folder clears away
     * what it left.
     *
     * @param output a folder that doesn't exist yet, or is empty, or was left by a run that didn't finish
     * @throws IllegalArgumentException if it is none of these, or can't be made
     * @throws BadDataException if more records are malformed than the corpus's configuration tolerates
     */
    public static CleanReport write(Corpus corpus, CleanConfig config, OutputConfig outputConfig, String output)
            throws IOException {
        ShardFolder folder = ShardFolder.at(corpus.spark().hadoopConfiguration(), output);
        Cleaning cleaning = new Cleaning(corpus, config, outputConfig, folder);
        return folder.fill(() -> cleaning.commit(SparkAction.run(cleaning::run)));
    }

    private List<Written> run() {
        JavaRDD<Judged> judged = TextStage.apply(read(), config.textStages()).persist(StorageLevel.DISK_ONLY());
        try {
            JavaRDD<Judged> documents = judged;
            for (Stage stage : config.corpusStages()) {
                documents = stage instanceof NearDuplicates near ? mark(near, documents) : stage.apply(documents);
            }
            return writeFiles(documents);
        } finally {
            judged.unpersist(false);
        }
    }

    private JavaRDD<Judged> mark(NearDuplicates stage, JavaRDD<Judged> documents) {
        SimilarDocuments found = SimilarDocuments.find(documents, stage);
        comparisons = found.comparisons();
        return found.mark(documents);
    }

    private JavaRDD<Judged> read() {
        Tolerance tolerance = corpus.config().tolerance();
        return corpus.readings()
                .mapPartitionsWithIndex(
                        (partition, readings) -> new Numbered<>(readings, (reading, place) -> {
                            long row = Home.row(partition, place);
                            return reading instanceof Reading.Text text
                                    ? Judged.of(text.id(), text.source(), text.utf8(), row)
                                    : malformed((Reading.Malformed) reading, row, tolerance);
                        }),
                        true);
    }

    private static Judged malformed(Reading.Malformed record, long row, Tolerance tolerance) {
        if (tolerance.none()) {
            throw new BadDataException(record.message());
        }
        return Judged.of(record.source() + ":" + record.offset(), record.source(), new byte[0], row)
                .found(Action.DROP, READING, "malformed", 1, 0, record.message());
    }

    private List<Written> writeFiles(JavaRDD<Judged> documents) {
        PartitionWriter writer = new PartitionWriter(
                SerializableConfiguration.broadcast(corpus.spark().sc()),
                folder.fileSystem().makeQualified(folder.path()).toString(),
                folder.run(),
                outputConfig.writeDropped());
        int files = Math.toIntExact(corpus.textBytes() / outputConfig.shardBytes() + 1);
        JavaRDD<Row> rows = documents.map(document -> RowFactory.create(
                document.kept(), document.source(), document.id(), document.text(), FindingsJson.write(document)));
        return Sql.session()
                .createDataFrame(rows, OUTPUT)
                .repartition(files, col("id"))
                .sortWithinPartitions(
                        col("source"), length(col("id")), col("id"), col("text"), col("kept"), col("findings"))
                .javaRDD()
                .mapPartitions(writer)
                .collect();
    }

    private CleanReport commit(List<Written> written) throws IOException {
        Tally tally = new Tally();
        written.forEach(partition -> tally.add(partition.tally()));
        CleanReport report = CleanReport.of(tally, config.stages(), comparisons);
        requireTolerable(report);
        List<Manifest.File> files = written.stream()
                .flatMap(partition -> partition.files().stream())
                .toList();
        folder.write("report.json", report.json());
        folder.write("report.txt", report.table());
        folder.write("report.html", ReportPage.html(report));
        folder.commit(
                written.stream()
                        .flatMap(partition -> partition.attempts().stream())
                        .toList(),
                new Manifest(corpus.config(), config, files, report.keptDocuments(), report.keptBytes()).json());
        return report;
    }

    private void requireTolerable(CleanReport report) {
        Tolerance tolerance = corpus.config().tolerance();
        if (tolerance.isExceededBy(report.malformed(), report.documents())) {
            throw new BadDataException("%d of %d records are malformed, more than maxBadRecords (%s) allows: %s"
                    .formatted(report.malformed(), report.documents(), tolerance, report.firstMalformed()));
        }
    }

    /** Documents as the first stage takes them, laid aside so that they stay as they are. */
    static JavaRDD<Judged> begin(Dataset<Document> documents) {
        return documents
                .select(col("id"), col("source"), col("text").cast(BinaryType))
                .javaRDD()
                .mapPartitionsWithIndex(
                        (partition, rows) -> new Numbered<>(
                                rows,
                                (row, place) -> Judged.of(
                                        row.getString(0), row.getString(1), row.getAs(2), Home.row(partition, place))),
                        true)
                .persist(StorageLevel.DISK_ONLY());
    }

    /** The documents that are kept. */
    static Dataset<Document> kept(SparkSession spark, JavaRDD<Judged> documents) {
        return spark.createDataset(
                documents
                        .filter(Judged::kept)
                        .map(kept -> new Document(kept.id(), kept.source(), new String(kept.text(), UTF_8)))
                        .rdd(),
                Document.encoder());
    }

    /** Gives each element of a partition its place. */
    private static final class Numbered<A, B> implements Iterator<B> {
        private final Iterator<A> elements;
        private final Maker<A, B> maker;
        private long place;

        private interface Maker<A, B> {
            B make(A element, long place);
        }

        Numbered(Iterator<A> elements, Maker<A, B> maker) {
            this.elements = elements;
            this.maker = maker;
        }

        @Override
        public boolean hasNext() {
            return elements.hasNext();
        }

        @Override
        public B next() {
            return maker.make(elements.next(), place++);
        }
    }
}
