package io.kindling.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import io.kindling.corpus.Reading.Malformed;
import io.kindling.tokenizer.BadDataException;
import io.kindling.tokenizer.Tokenizer;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of an input, and what is known of them before the first is read. They are the same for any number of
 * partitions; their order isn't part of the promise.
 *
 * @param config where they come from
 * @param readings reads them anew with each action
 * @param textBytes about how many bytes of text there are, judged by the sizes of the files alone
 */
public record Corpus(JavaSparkContext spark, CorpusConfig config, JavaRDD<Reading> readings, long textBytes) {
    private static final Logger LOG = LoggerFactory.getLogger(Corpus.class);

    /** Of English, about. */
    private static final long BYTES_PER_TOKEN = 4;

    private static final StructType BYTES = new StructType()
            .add("id", DataTypes.StringType)
            .add("source", DataTypes.StringType)
            .add("text", DataTypes.BinaryType);

    /**
     * Finds the files and prepares to read them as text.
     *
     * @throws IllegalArgumentException if there are no such files, or of more than one format, or of tokens
     * @throws BadDataException if all of them are empty
     */
    public static Corpus open(JavaSparkContext spark, CorpusConfig config) {
        if (Stories.isStories(config.input())) {
            Stories stories = Stories.parse(config.input());
            return new Corpus(spark, config, stories.read(spark), stories.textBytes());
        }
        InputFiles inputs = list(spark, config);
        Format format = config.formatOf(inputs);
        if (format == Format.LLMC || format == Format.NANOGPT) {
            throw new IllegalArgumentException(
                    "format (" + format + ") is of tokens where text is due: only the command tokenize reads it");
        }
        return new Corpus(spark, config, texts(spark, config, inputs, format), inputs.textBytes());
    }

    /**
     * As {@link #open}, but files of tokens are opened too, those of a program with the same vocabulary as
     * {@code tokenizer}.
     */
    public static Corpus open(JavaSparkContext spark, CorpusConfig config, Tokenizer tokenizer) {
        if (Stories.isStories(config.input())) {
            return open(spark, config);
        }
        InputFiles inputs = list(spark, config);
        Format format = config.formatOf(inputs);
        ParquetFiles parquet = new ParquetFiles(inputs, config.field());
        int endOfText = tokenizer.endOfText();
        JavaRDD<Reading> readings;
        if (format == Format.LLMC || format == Format.NANOGPT) {
            boolean header = format == Format.LLMC;
            readings = files(
                    spark, inputs, !header, (portion, hadoop) -> new TokenFile(portion, hadoop, header, endOfText));
        } else if (format == Format.PARQUET && parquet.holdsTokens()) {
            readings = parquet.readTokens(endOfText);
        } else {
            readings = texts(spark, config, inputs, format);
        }
        return new Corpus(spark, config, readings, inputs.textBytes());
    }

    /** JSON lines as they are: named as {@link #open} names them, but a document's text is its whole line. */
    static Corpus ofJsonLines(JavaSparkContext spark, CorpusConfig config, InputFiles inputs) {
        JsonLine parser = new JsonLine(config.field(), true);
        return new Corpus(spark, config, lines(spark, inputs, parser), inputs.textBytes());
    }

    /**
     * What the files of an input are, by their names.
     *
     * @throws IllegalArgumentException if there are no such files, or of more than one format
     */
    public static Format format(Configuration hadoop, String input) {
        return InputFiles.list(hadoop, input).format();
    }

    private static InputFiles list(JavaSparkContext spark, CorpusConfig config) {
        InputFiles inputs = InputFiles.list(spark.hadoopConfiguration(), config.input());
        if (inputs.unsplittable() != null) {
            LOG.info("{}", inputs.unsplittable());
        }
        return inputs;
    }

    private static JavaRDD<Reading> texts(
            JavaSparkContext spark, CorpusConfig config, InputFiles inputs, Format format) {
        String field = config.field();
        String entries = config.entries();
        return switch (format) {
            case TEXT -> files(spark, inputs, false, TextFile::new);
            case LINES -> lines(spark, inputs, Lines::plain);
            case JSONL -> lines(spark, inputs, new JsonLine(field, false));
            case ARCHIVE -> files(spark, inputs, false, (portion, hadoop) -> new Archive(portion, hadoop, entries));
            case PARQUET -> new ParquetFiles(inputs, field).read();
            case LLMC, NANOGPT -> throw new IllegalStateException(format + " is no text");
        };
    }

    /**
     * Token ids that a DataFrame holds, a document in each row; rows without any are passed over. A document's id is a hash
     * of its tokens, so that nothing depends on the order of rows nor on partitions.
     *
     * @param column of type array&lt;int&gt;
     */
    public static Corpus ofTokens(Dataset<?> documents, String column) {
        Dataset<Row> tokens = documents
                .select(
                        xxhash64(col(column)).cast(DataTypes.StringType).as("id"),
                        col(column).as("tokens"))
                .where("size(tokens) > 0");
        Row count = tokens.select(sum(size(col("tokens")))).first();
        if (count.isNullAt(0)) {
            throw new BadDataException("column " + column + " holds no token");
        }
        JavaRDD<Reading> readings = tokens.javaRDD().map(row -> {
            int[] ids = row.<Integer>getList(1).stream().mapToInt(id -> id).toArray();
            return new Reading.Tokens(row.getString(0), column, 0, ids);
        });
        return new Corpus(
                JavaSparkContext.fromSparkContext(documents.sparkSession().sparkContext()),
                CorpusConfig.of(column),
                readings,
                BYTES_PER_TOKEN * count.getLong(0));
    }

    private static JavaRDD<Reading> lines(JavaSparkContext spark, InputFiles inputs, Lines.Parser parser) {
        return files(spark, inputs, true, (portion, hadoop) -> new Lines(portion, hadoop, parser));
    }

    private static JavaRDD<Reading> files(
            JavaSparkContext spark, InputFiles inputs, boolean splittable, Records.Format format) {
        Broadcast<SerializableConfiguration> hadoop = SerializableConfiguration.broadcast(spark.sc());
        List<List<Portion>> tasks = inputs.tasks(splittable, spark.defaultParallelism());
        return spark.parallelize(tasks, tasks.size())
                .flatMap(portions -> new TaskRecords(
                        portions, portion -> format.open(portion, hadoop.value().value())));
    }

    /**
     * The documents alone. With the first malformed record they end in a {@link BadDataException}, inside Spark's own
     * exceptions, which {@link SparkAction} unwraps; but where the configuration allows some, all are left out.
     */
    public Dataset<Document> documents() {
        Tolerance tolerance = config.tolerance();
        JavaRDD<Row> rows = readings.filter(reading -> isDocument(reading, tolerance))
                .map(reading -> {
                    Reading.Text text = (Reading.Text) reading;
                    return RowFactory.create(text.id(), text.source(), text.utf8());
                });
        return Sql.session()
                .createDataFrame(rows, BYTES)
                .withColumn("text", col("text").cast(DataTypes.StringType))
                .as(Document.encoder());
    }

    private static boolean isDocument(Reading reading, Tolerance tolerance) {
        if (reading instanceof Malformed malformed && tolerance.none()) {
            throw new BadDataException(malformed.message());
        }
        return reading instanceof Reading.Text;
    }
}
