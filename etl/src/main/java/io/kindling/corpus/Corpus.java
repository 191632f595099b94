package io.kindling.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Documents, and what is known of them before the first is read. Ids and texts are the same for any number of
 * partitions; the order of rows isn't part of the promise.
 *
 * @param config where they come from
 * @param documents reads them anew with each action; throws {@link io.kindling.tokenizer.BadDataException} inside
 *     Spark's own exceptions, which {@link SparkAction} unwraps
 * @param textBytes about how many bytes of text there are, judged by the sizes of the files alone
 */
public record Corpus(CorpusConfig config, Dataset<Document> documents, long textBytes) {
    /**
     * Finds the files and prepares to read them.
     *
     * @throws IllegalArgumentException if there are no such files, or of more than one format
     * @throws io.kindling.tokenizer.BadDataException if all of them are empty
     */
    public static Corpus open(SparkSession spark, CorpusConfig config) {
        if (Stories.isStories(config.input())) {
            Stories stories = Stories.parse(config.input());
            return new Corpus(config, DocumentRow.documents(spark, stories.read(spark)), stories.textBytes());
        }
        InputFiles inputs = InputFiles.list(spark.sparkContext().hadoopConfiguration(), config.input());
        return new Corpus(config, DocumentRow.documents(spark, rows(spark, config, inputs)), inputs.textBytes());
    }

    private static JavaRDD<Row> rows(SparkSession spark, CorpusConfig config, InputFiles inputs) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        try {
            return switch (config.formatOf(inputs)) {
                case TEXT -> TextFiles.read(context, inputs);
                case LINES -> LineFiles.read(context, inputs, LineFiles::line);
                case JSONL -> LineFiles.read(context, inputs, new JsonLine(config.field()));
                case PARQUET -> ParquetFiles.read(spark, inputs, config.field());
            };
        } catch (IOException e) {
            throw new UncheckedIOException("input (" + config.input() + ") cannot be read: " + e.getMessage(), e);
        }
    }
}
