package io.kindling.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kindling.corpus.WordCounts.Limits;
import io.kindling.tokenizer.BadDataException;
import io.kindling.tokenizer.BpeTraining;
import io.kindling.tokenizer.Characters;
import io.kindling.tokenizer.Tokenizer;
import java.util.List;
import org.apache.spark.sql.Dataset;

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
     * Trains one.
     *
     * @throws IllegalArgumentException if the vocabulary is smaller than the alphabet
     * @throws BadDataException if a document can't be read, or there is none
     */
    public static TrainedTokenizer train(Dataset<Document> documents, TokenizerConfig config) {
        return switch (config.kind()) {
            case BPE -> {
                BpeTraining.train(
                        List.of(), config.vocabularySize()); // refuses a bad size before Spark reads the corpus
                WordCounts counts = count(documents, Splitter.words());
                yield of(BpeTraining.train(counts.words(), config.vocabularySize()), counts);
            }
            case CHARACTERS -> {
                WordCounts counts = count(documents, Splitter.characters());
                yield of(Characters.of(codePoints(counts)), counts);
            }
        };
    }

    private static WordCounts count(Dataset<Document> documents, Splitter splitter) {
        WordCounts counts = WordCounts.of(documents, splitter, Limits.DEFAULT);
        if (counts.documents() == 0) {
            throw new BadDataException("the input holds no text: all its documents are empty; a tokenizer learns from"
                    + " at least one character");
        }
        return counts;
    }

    private static int[] codePoints(WordCounts counts) {
        return counts.words().stream()
                .mapToInt(character -> new String(character.word(), UTF_8).codePointAt(0))
                .toArray();
    }

    private static TrainedTokenizer of(Tokenizer tokenizer, WordCounts counts) {
        return new TrainedTokenizer(
                tokenizer, counts.documents(), counts.bytes(), counts.occurrences(), counts.dropped());
    }
}
