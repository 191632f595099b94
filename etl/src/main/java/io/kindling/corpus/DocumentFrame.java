package io.kindling.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.udf;

import io.kindling.tokenizer.BadDataException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The documents of a {@link Corpus} with all that their records say of them. Columns are those of the input, but the one that
 * holds the text, which is called {@value #TEXT}; {@code id} is what a corpus calls the document, and where the input has no
 * {@code source}, it is the file's name. Parquet and JSON lines have columns, other formats none but these; and their rows stay, even
 * where the text is empty.
 *
 * @param textBytes about how many bytes of text there are, judged by the sizes of the files alone
 * @param sha256 of the files' names and sizes: another one where the input has changed
 */
public record DocumentFrame(Dataset<Row> rows, long textBytes, String sha256) {
    /** The column of the text, null nowhere but in a row of Parquet that has none. */
    public static final String TEXT = "__text";

    public static final String ID = "id";
    public static final String SOURCE = "source";

    /** Text that a model of a hundred million parameters scores in half a minute on one core. */
    private static final long PIECE_BYTES = 1 << 15;

    /** A small input is cut finer, into so many pieces: of few, the last one would keep all cores but one waiting. */
    private static final long FEWEST_PIECES = 64;

    /** But not finer than this. */
    private static final long SMALLEST_PIECE_BYTES = 1 << 12;

    private static final int MOST_PIECES = 50_000;

    /** What the document and its file are called, beside columns of the input that may have the same names. */
    private static final String DOCUMENT = "__document";

    private static final String FILE = "__file";

    /**
     * Finds the files and prepares to read them. JSON lines are read through once, for their fields.
     *
     * @throws IllegalArgumentException if there are no such files, or of more than one format, or of tokens, or without such a field
     * @throws BadDataException if all of them are empty, or a line isn't JSON
     */
    public static DocumentFrame open(JavaSparkContext spark, CorpusConfig config) {
        return open(spark, config, Format.TEXT);
    }

    /** As {@link #open}, but each line of a text file is a document, unless the configuration says otherwise. */
    public static DocumentFrame openLines(JavaSparkContext spark, CorpusConfig config) {
        return open(spark, config, Format.LINES);
    }

    private static DocumentFrame open(JavaSparkContext spark, CorpusConfig config, Format ofText) {
        if (Stories.isStories(config.input())) {
            Corpus stories = Corpus.open(spark, config);
            return new DocumentFrame(texts(stories), stories.textBytes(), sha256(config.input()));
        }
        InputFiles inputs = InputFiles.list(spark.hadoopConfiguration(), config.input());
        String names = inputs.files().stream()
                .map(file -> file.name() + " " + file.bytes() + "\n")
                .collect(Collectors.joining());
        return new DocumentFrame(read(spark, config, inputs, ofText), inputs.textBytes(), sha256(names));
    }

    private static Dataset<Row> read(JavaSparkContext spark, CorpusConfig config, InputFiles inputs, Format ofText) {
        Format found = config.formatOf(inputs);
        Format format = config.format() == null && found == Format.TEXT ? ofText : found;
        return switch (format) {
            case PARQUET -> named(config.field(), parquet(new ParquetFiles(inputs, config.field())));
            case JSONL -> named(config.field(), json(Corpus.ofJsonLines(spark, config, inputs)));
            default -> texts(Corpus.open(spark, config.as(format)));
        };
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Dataset<Row> texts(Corpus corpus) {
        return corpus.documents()
                .toDF()
                .select(col(ID), col(SOURCE), col("text").as(TEXT));
    }

    private static Dataset<Row> json(Corpus corpus) {
        Dataset<Row> lines = corpus.documents().toDF();
        StructType fields = SparkAction.run(() -> Sql.session()
                .read()
                .json(lines.select("text").as(Encoders.STRING()))
                .schema());
        return lines.select(
                        col(ID).as(DOCUMENT),
                        col(SOURCE).as(FILE),
                        from_json(col("text"), fields, Map.of("mode", "FAILFAST"))
                                .as("record"))
                .select("record.*", DOCUMENT, FILE);
    }

    private static Dataset<Row> parquet(ParquetFiles files) {
        Dataset<Row> rows = files.texts();
        String root = files.inputs().root();
        UDF1<String, String> name = path -> ParquetFiles.source(path, root);
        return rows.withColumn(DOCUMENT, files.id(rows))
                .withColumn(FILE, udf(name, DataTypes.StringType).apply(col("_metadata.file_path")));
    }

    /** A field within another stays there, too. */
    private static Dataset<Row> named(String field, Dataset<Row> rows) {
        Dataset<Row> texts = Arrays.asList(rows.columns()).contains(field)
                ? rows.withColumnRenamed(field, TEXT)
                : rows.withColumn(TEXT, col(field));
        Dataset<Row> documents = texts.withColumn(ID, col(DOCUMENT));
        boolean hasSource = Arrays.stream(documents.columns()).anyMatch(SOURCE::equalsIgnoreCase);
        return (hasSource ? documents : documents.withColumn(SOURCE, col(FILE))).drop(DOCUMENT, FILE);
    }

    /** How many pieces the documents are dealt into; the input alone decides it. */
    public int pieces() {
        long fewest = Math.min(FEWEST_PIECES, textBytes / SMALLEST_PIECE_BYTES + 1);
        return (int) Math.min(MOST_PIECES, Math.max(fewest, textBytes / PIECE_BYTES + 1));
    }

    /**
     * The documents in a partition for each piece, by their ids and in the ids' order: the same ones whatever files they come
     * from and whatever cluster does it, and enough for all of its cores.
     */
    public JavaRDD<Row> dealt() {
        return rows.repartition(pieces(), col(ID)).sortWithinPartitions(ID).javaRDD();
    }

    /**
     * The text of one of {@link #rows}.
     *
     * @throws BadDataException if there is none
     */
    public static String text(Row row) {
        String text = row.getAs(TEXT);
        if (text == null) {
            throw new BadDataException("a document of %s (id %s) has a null where a text is due"
                    .formatted(row.getAs(SOURCE), row.getAs(ID)));
        }
        return text;
    }
}
