package io.kindling.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.kindling.tokenizer.WordCount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/**
 * The words of a corpus, commonest first and equal ones in the order of their bytes: the same for any number of
 * partitions.
 *
 * @param words at most {@link Limits#words}
 * @param distinct how many different words there are, those left out for their number included
 * @param occurrences of all words, those left out included
 * @param dropped occurrences of words left out, as too rare or too long
 * @param documents counted
 * @param bytes of text in them
 */
record WordCounts(List<WordCount> words, long distinct, long occurrences, long dropped, long documents, long bytes) {

    /**
     * What the driver has to hold.
     *
     * @param words the most different words that are kept, the rarest being left out
     * @param wordBytes the longest word that is counted at all; longer ones are data rather than language
     */
    record Limits(int words, int wordBytes) {
        static final Limits DEFAULT = new Limits(2_000_000, 1024);
    }

    static WordCounts of(Dataset<Document> documents, Splitter splitter, Limits limits) {
        int wordBytes = limits.wordBytes();
        Dataset<Row> tallies = documents
                .select(col("text").cast(DataTypes.BinaryType))
                .mapPartitions(
                        (MapPartitionsFunction<Row, Row>) rows -> new Tallies(rows, splitter, wordBytes),
                        Encoders.row(Tallies.SCHEMA))
                .groupBy("kind", "word")
                .agg(sum("count").as("count"))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            return SparkAction.run(() -> collect(tallies, limits));
        } finally {
            tallies.unpersist();
        }
    }

    private static WordCounts collect(Dataset<Row> tallies, Limits limits) {
        Map<String, Row> totals = new HashMap<>();
        tallies.groupBy("kind")
                .agg(count(lit(1)).as("distinct"), sum("count").as("sum"))
                .collectAsList()
                .forEach(row -> totals.put(row.getString(0), row));
        List<WordCount> words = tallies
                .filter(col("kind").equalTo(Tallies.WORD))
                .orderBy(col("count").desc(), col("word"))
                .limit(limits.words())
                .select("word", "count")
                .collectAsList()
                .stream()
                .map(row -> new WordCount(row.getAs(0), row.getLong(1)))
                .toList();
        long kept = words.stream().mapToLong(WordCount::count).sum();
        long occurrences = total(totals, Tallies.WORD, 2) + total(totals, Tallies.LONG_WORDS, 2);
        return new WordCounts(
                words,
                total(totals, Tallies.WORD, 1),
                occurrences,
                occurrences - kept,
                total(totals, Tallies.DOCUMENTS, 2),
                total(totals, Tallies.BYTES, 2));
    }

    private static long total(Map<String, Row> totals, String kind, int column) {
        Row row = totals.get(kind);
        return row == null ? 0 : row.getLong(column);
    }
}
