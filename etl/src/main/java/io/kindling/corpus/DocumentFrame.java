package io.kindling.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.substring_index;

import io.kindling.tokenizer.BadDataException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/**
 * Documents with all that their records say of them. Columns are those of the input, but the one that holds the text, which is
 * called {@value #TEXT}; where the input has none of that name, an {@code id} (a hash of the text) and a {@code source} (the
 * name of the file) are added.
 *
 * <p>Unlike a {@link Corpus}, which reads any format alike and keeps nothing but the text, this is Spark's own reading: of Parquet,
 * JSON lines, lines and whole files. Archives and built-in stories come as the {@link Corpus} has them.
 *
 * @param textBytes about how many bytes of text there are, judged by the sizes of the files alone
 * @param sha256 of the files' names and sizes: another one where the input has changed
 */
public record DocumentFrame(Dataset<Row> rows, long textBytes, String sha256) {
    /** The column of the text, null nowhere but in a record that has none. */
    public static final String TEXT = "__text";

    public static final String ID = "id";
    public static final String SOURCE = "source";

    private static final String CORRUPT = "_corrupt_record";
    private static final int ID_DIGITS = 32;

    /**
     * Finds the files and prepares to read them.
     *
     * @throws IllegalArgumentException if there are no such files, or of more than one format, or of tokens, or without such a field
     * @throws BadDataException if all of them are empty, or a line isn't JSON
     */
    public static DocumentFrame open(SparkSession spark, CorpusConfig config) {
        return open(spark, config, Format.TEXT);
    }

    /** As {@link #open}, but each line of a text file is a document, unless the configuration says otherwise. */
    public static DocumentFrame openLines(SparkSession spark, CorpusConfig config) {
        return open(spark, config, Format.LINES);
    }

    private static DocumentFrame open(SparkSession spark, CorpusConfig config, Format ofText) {
        if (Stories.isStories(config.input())) {
            long bytes = Corpus.open(spark, config).textBytes();
            return new DocumentFrame(corpus(spark, config), bytes, sha256(config.input()));
        }
        InputFiles inputs = InputFiles.list(spark.sparkContext().hadoopConfiguration(), config.input());
        String names = inputs.files().stream()
                .map(file -> file.name() + " " + file.bytes() + "\n")
                .collect(Collectors.joining());
        return new DocumentFrame(read(spark, config, inputs, ofText), inputs.textBytes(), sha256(names));
    }

    private static Dataset<Row> read(SparkSession spark, CorpusConfig config, InputFiles inputs, Format ofText) {
        String[] paths = Arrays.stream(inputs.paths()).map(Path::toString).toArray(String[]::new);
        Format format = config.formatOf(inputs);
        return switch (config.format() == null && format == Format.TEXT ? ofText : format) {
            case PARQUET -> named(config, spark.read().parquet(paths));
            case JSONL -> named(config, json(spark, config, paths));
            case LINES -> lines(spark.read().text(paths));
            case TEXT -> lines(spark.read().option("wholetext", true).text(paths));
            case ARCHIVE, LLMC, NANOGPT -> corpus(spark, config);
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

    private static Dataset<Row> corpus(SparkSession spark, CorpusConfig config) {
        return Corpus.open(spark, config)
                .documents()
                .toDF()
                .select(col(ID), col(SOURCE), col("text").as(TEXT));
    }

    private static Dataset<Row> json(SparkSession spark, CorpusConfig config, String... paths) {
        Dataset<Row> rows = spark.read().json(paths);
        if (Arrays.asList(rows.columns()).contains(CORRUPT)) {
            throw new BadDataException("input (" + config.input()
                    + ") has a line that isn't a JSON object; tokenize with maxBadRecords names such lines");
        }
        return rows;
    }

    private static Dataset<Row> lines(Dataset<Row> rows) {
        return withNames(rows.withColumnRenamed("value", TEXT).where(col(TEXT).notEqual("")));
    }

    private static Dataset<Row> named(CorpusConfig config, Dataset<Row> rows) {
        String field = config.field();
        List<String> columns = Arrays.asList(rows.columns());
        boolean whole = columns.contains(field);
        if (!whole && !columns.contains(field.replaceFirst("[.].*", ""))) {
            throw new IllegalArgumentException("field (" + field + ") is no column of input (" + config.input()
                    + "): set it to one of " + columns);
        }
        Column text = whole ? col("`" + field + "`") : col(field);
        Dataset<Row> selected = rows.select(text);
        if (!selected.schema().apply(0).dataType().equals(DataTypes.StringType)) {
            throw new IllegalArgumentException("field (" + field + ") is a column of type "
                    + selected.schema().apply(0).dataType().simpleString() + ": text must be a string");
        }
        Dataset<Row> renamed = whole ? rows.withColumnRenamed(field, TEXT) : rows.withColumn(TEXT, text);
        return withNames(renamed);
    }

    private static Dataset<Row> withNames(Dataset<Row> rows) {
        List<String> columns = Arrays.stream(rows.columns())
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        Dataset<Row> named = rows;
        if (!columns.contains(SOURCE)) {
            named = named.withColumn(SOURCE, substring_index(col("_metadata.file_path"), "/", -1));
        }
        if (!columns.contains(ID)) {
            named = named.withColumn(ID, substring(sha2(col(TEXT).cast(DataTypes.BinaryType), 256), 1, ID_DIGITS));
        }
        return named;
    }
}
