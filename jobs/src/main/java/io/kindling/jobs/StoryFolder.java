package io.kindling.jobs;

import io.kindling.corpus.TokenizerConfig;
import io.kindling.shard.Split;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The built-in stories, made ready for training by the same commands that a user has.
 *
 * @param path where the vocabulary and the shards go
 * @param stories how many
 */
record StoryFolder(String path, int stories, Supplier<JavaSparkContext> spark) {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    /** {@code given}, or a folder of {@code runs/} that is named after the command and the time. */
    static String pathFor(String given, String command) {
        return given != null
                ? given
                : "runs/" + command + "-"
                        + LocalDateTime.now(ZoneId.systemDefault()).format(STAMP);
    }

    private String corpus() {
        return "stories:" + stories;
    }

    private String vocabulary() {
        return path + "/tokenizer.json";
    }

    String shards() {
        return path + "/shards";
    }

    TrainTokenizer.Result trainTokenizer(int vocabularySize) throws IOException {
        return TrainTokenizer.run(
                new TrainTokenizer.Settings(
                        corpus(), null, "text", TokenizerConfig.Kind.BPE, vocabularySize, vocabulary()),
                spark);
    }

    Tokenize.Result tokenize() throws IOException {
        return Tokenize.run(
                new Tokenize.Settings(
                        corpus(), null, "text", "**", 0, vocabulary(), 0.02, Split.DOCUMENT, 0, 1 << 27, shards()),
                spark);
    }
}
