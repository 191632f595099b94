package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.jobs.configuration.Configuration;
import io.kindling.shard.Shards;
import io.kindling.tokenizer.BadDataException;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first two verbs on a few stories: text to a tokenizer, text and tokenizer to shards. */
class TokenizeTest {
    private static final JavaSparkContext SPARK = LocalSpark.context();

    @TempDir
    private Path folder;

    @Test
    void storiesBecomeATokenizerAndThenShards() throws IOException {
        TrainTokenizer.Result trained =
                trainTokenizer("input=stories:40", "vocabularySize=400", "output=" + file("t.json"));
        assertThat(trained.vocabularySize()).isEqualTo(400);
        assertThat(trained.documents()).isEqualTo(40);
        assertThat(trained.bytes()).isPositive();

        Tokenize.Result result =
                tokenize("input=stories:40", "tokenizer=" + file("t.json"), "output=" + file("shards"));
        assertThat(result.documents()).isEqualTo(40);
        assertThat(result.bytes()).isEqualTo(trained.bytes());
        assertThat(result.tokens()).isBetween(result.bytes() / 8, result.bytes());
        assertThat(result.shards()).isEqualTo(2);

        Shards shards = Shards.open(SPARK.hadoopConfiguration(), file("shards"));
        assertThat(shards.tokenizerJson()).isEqualTo(Files.readString(folder.resolve("t.json")));
        assertThat(list()).containsExactly("shards", "t.json");
    }

    @Test
    void charactersNeedNoVocabularySize() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "abba");
        TrainTokenizer.Result result =
                trainTokenizer("input=" + file("a.txt"), "kind=characters", "output=" + file("t.json"));
        assertThat(result.vocabularySize()).isEqualTo(3); // a, b and end of text
        Tokenizer tokenizer = TokenizerFiles.read(SPARK.hadoopConfiguration(), file("t.json"));
        assertThat(tokenizer.text(tokenizer.encode("baab"))).isEqualTo("baab");
    }

    @Test
    void outputsThatExistAreRefused() throws IOException {
        Files.writeString(folder.resolve("t.json"), "mine");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trainTokenizer("input=stories:9", "vocabularySize=300", "output=" + file("t.json")))
                .withMessage("output (%s) already exists: remove it or name another", file("t.json"));
        assertThat(folder.resolve("t.json")).hasContent("mine");
    }

    @Test
    void aFailedRunLeavesNothing() throws IOException {
        Files.writeString(folder.resolve("empty.jsonl"), "{}\n");
        assertThatThrownBy(() -> trainTokenizer(
                        "input=" + file("empty.jsonl"), "vocabularySize=300", "output=" + file("t.json")))
                .isInstanceOf(BadDataException.class);
        assertThat(list()).containsExactly("empty.jsonl");
    }

    @Test
    void outputsThatCannotBeWrittenAreRefused() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> trainTokenizer("input=stories:9", "vocabularySize=300", "output=" + file("file/t.json")))
                .withMessageStartingWith("output (%s) cannot be written: ", file("file/t.json"));
    }

    @Test
    void tokenizersThatArentAreRefused() throws IOException {
        Files.writeString(folder.resolve("t.json"), "{}");
        assertThatThrownBy(() -> tokenize("input=stories:9", "tokenizer=" + file("t.json"), "output=" + file("s")))
                .isInstanceOf(BadDataException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokenize("input=stories:9", "tokenizer=" + file("none"), "output=" + file("s")))
                .withMessage("tokenizer (%s) does not exist: the command tokenizer makes one", file("none"));
        Files.createDirectory(folder.resolve("other"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokenize("input=stories:9", "tokenizer=" + file("other"), "output=" + file("s")))
                .withMessage(
                        "tokenizer (%s) must be a tokenizer.json, or a folder that holds one or vocab.json and"
                                + " merges.txt",
                        file("other"));
    }

    private static TrainTokenizer.Result trainTokenizer(String... values) throws IOException {
        return TrainTokenizer.run(read(TrainTokenizer.Settings.class, values), () -> SPARK);
    }

    private static Tokenize.Result tokenize(String... values) throws IOException {
        return Tokenize.run(read(Tokenize.Settings.class, values), () -> SPARK);
    }

    private static <C extends Record> C read(Class<C> type, String... values) {
        Configuration<C> configuration = Configuration.of(type);
        List.of(values).forEach(configuration::assign);
        return configuration.read();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
