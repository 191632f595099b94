package io.kindling.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kindling.corpus.WordCounts.Limits;
import io.kindling.tokenizer.BadDataException;
import io.kindling.tokenizer.BpeTraining;
import io.kindling.tokenizer.Characters;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.IntConsumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A tokenizer and what it was trained on. Spark counts, the driver merges; the result is the same for any number of
 * partitions.
 *
 * @param documents read
 * @param bytes of text in them
 * @param words occurrences of all words, or of characters
 * @param droppedWords those of them that training left out, as too rare or too long for the driver's memory
 */
public record TrainedTokenizer(Tokenizer tokenizer, long documents, long bytes, long words, long droppedWords) {
    /**
     * Trains one on a column {@code text} of strings or of bytes in UTF-8.
     *
     * @throws IllegalArgumentException if the vocabulary is smaller than the alphabet
     * @throws BadDataException if a document can't be read, or there is none
     */
    public static TrainedTokenizer train(Dataset<?> documents, TokenizerConfig config) {
        config.requireSize();
        return train(WordCounts.of(documents, config.splitter(), Limits.DEFAULT), config, size -> {});
    }

    /**
     * Trains one and keeps the counts of all words in a folder, for {@link #retrain}.
     *
     * @param progress is told how many tokens there are, after every merge
     * @throws IllegalArgumentException if the vocabulary is smaller than the alphabet, or the folder exists
     * @throws BadDataException if a document can't be read, or there is none
     */
    public static TrainedTokenizer train(
            Dataset<?> documents, TokenizerConfig config, String counts, IntConsumer progress) throws IOException {
        config.requireSize();
        if (counts == null) {
            return train(WordCounts.of(documents, config.splitter(), Limits.DEFAULT), config, progress);
        }
        SparkSession spark = documents.sparkSession();
        WordCountFolder folder = new WordCountFolder(spark, counts);
        folder.requireNew();
        Dataset<Row> tallies = WordCounts.tallies(documents, config.splitter(), Limits.DEFAULT);
        SparkAction.run(() -> {
            try {
                folder.write(tallies, config.units());
            } catch (IOException e) {
                throw new UncheckedIOException("counts (" + counts + ") cannot be written: " + e.getMessage(), e);
            }
            return null;
        });
        return retrain(spark, config, counts, progress);
    }

    /**
     * Trains one from kept counts: the same as from the corpus that they were counted in.
     *
     * @param progress is told how many tokens there are, after every merge
     * @throws IllegalArgumentException if the vocabulary is smaller than the alphabet
     * @throws BadDataException if the folder isn't whole, or what it counts isn't what this tokenizer is made of
     */
    public static TrainedTokenizer retrain(
            SparkSession spark, TokenizerConfig config, String counts, IntConsumer progress) throws IOException {
        config.requireSize();
        Dataset<Row> tallies = new WordCountFolder(spark, counts).read(config.units());
        return train(SparkAction.run(() -> WordCounts.collect(tallies, Limits.DEFAULT)), config, progress);
    }

    private static TrainedTokenizer train(WordCounts counts, TokenizerConfig config, IntConsumer progress) {
        if (counts.documents() == 0) {
            throw new BadDataException("the input holds no text: all its documents are empty; a tokenizer learns from"
                    + " at least one character");
        }
        Tokenizer tokenizer = switch (config.kind()) {
            case BPE -> BpeTraining.train(config.splitting(), counts.words(), config.vocabularySize(), progress);
            case CHARACTERS -> Characters.of(codePoints(counts));
        };
        return new TrainedTokenizer(
                tokenizer, counts.documents(), counts.bytes(), counts.occurrences(), counts.dropped());
    }

    private static int[] codePoints(WordCounts counts) {
        return counts.words().stream()
                .mapToInt(character -> new String(character.word(), UTF_8).codePointAt(0))
                .toArray();
    }
}
