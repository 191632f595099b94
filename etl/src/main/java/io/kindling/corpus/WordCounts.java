package io.kindling.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import io.kindling.tokenizer.WordCount;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
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
 * @param distinct how many different words there are, those left out as too rare included
 * @param occurrences of all words, those left out included
 * @param dropped occurrences of words left out, as too rare or too long
 * @param documents counted
 * @param bytes of text in them
 */
record WordCounts(List<WordCount> words, long distinct, long occurrences, long dropped, long documents, long bytes) {
    private static final Comparator<WordCount> COMMONEST_FIRST = Comparator.comparingLong(WordCount::count)
            .reversed()
            .thenComparing(WordCount::word, Arrays::compareUnsigned);

    /**
     * What the driver has to hold.
     *
     * @param words the most different words that are kept; if there are more, all below some count are left out
     * @param wordBytes the longest word that is counted at all; longer ones are data rather than language
     */
    record Limits(int words, int wordBytes) {
        static final Limits DEFAULT = new Limits(2_000_000, 1024);
    }

    /** Counts the words in a column {@code text}. */
    static WordCounts of(Dataset<?> documents, Splitter splitter, Limits limits) {
        Dataset<Row> tallies = tallies(documents, splitter, limits).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            return SparkAction.run(() -> collect(tallies, limits));
        } finally {
            tallies.unpersist();
        }
    }

    /** What {@link #collect} takes: rows (kind, word, count), each kind and word once. */
    static Dataset<Row> tallies(Dataset<?> documents, Splitter splitter, Limits limits) {
        int wordBytes = limits.wordBytes();
        return documents
                .select(col("text").cast(DataTypes.BinaryType))
                .mapPartitions(
                        (MapPartitionsFunction<Row, Row>) rows -> new Tallies(rows, splitter, wordBytes),
                        Encoders.row(Tallies.SCHEMA))
                .groupBy("kind", "word")
                .agg(sum("count").as("count"));
    }

    /** Takes the commonest words to the driver. */
    static WordCounts collect(Dataset<Row> tallies, Limits limits) {
        Histogram histogram =
                new Histogram(tallies.groupBy("kind", "count").count().collectAsList());
        long least = histogram.leastCount(limits.words());
        List<WordCount> words = tallies
                .filter(col("kind").equalTo(Tallies.WORD).and(col("count").geq(least)))
                .select("word", "count")
                .collectAsList()
                .stream()
                .map(row -> new WordCount(row.getAs(0), row.getLong(1)))
                .sorted(COMMONEST_FIRST)
                .toList();
        long kept = words.stream().mapToLong(WordCount::count).sum();
        long occurrences = histogram.sum(Tallies.WORD) + histogram.sum(Tallies.LONG_WORDS);
        return new WordCounts(
                words,
                histogram.distinct(),
                occurrences,
                occurrences - kept,
                histogram.sum(Tallies.DOCUMENTS),
                histogram.sum(Tallies.BYTES));
    }

    /** How many tallies have the same count: rows (kind, count, number of them). */
    private record Histogram(List<Row> rows) {
        long sum(String kind) {
            return rows.stream()
                    .filter(row -> row.getString(0).equals(kind))
                    .mapToLong(row -> row.getLong(1) * row.getLong(2))
                    .sum();
        }

        long distinct() {
            return words().stream().mapToLong(row -> row.getLong(2)).sum();
        }

        /** The least count that a word may have if no more than {@code most} words are to be kept. */
        long leastCount(int most) {
            long kept = 0;
            long least = Long.MAX_VALUE;
            for (Row row : words()) {
                kept += row.getLong(2);
                if (kept > most) {
                    return least;
                }
                least = row.getLong(1);
            }
            return least;
        }

        private List<Row> words() {
            return rows.stream()
                    .filter(row -> row.getString(0).equals(Tallies.WORD))
                    .sorted(Comparator.comparingLong((Row row) -> row.getLong(1))
                            .reversed())
                    .toList();
        }
    }
}
