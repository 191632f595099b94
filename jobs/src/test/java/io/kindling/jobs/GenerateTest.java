package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kindling.jobs.configuration.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateTest {
    private static final JavaSparkContext SPARK = LocalSpark.context();
    private static final SparkSession SQL = LocalSpark.session();

    @TempDir
    private static Path folder;

    @BeforeAll
    static void model() throws IOException {
        SmallModel.write(folder.resolve("model"));
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    private static Generate.Settings settings(String... more) {
        Configuration<Generate.Settings> configuration = Configuration.of(Generate.Settings.class)
                .assign("model=" + file("model"))
                .assign("tokens=40");
        List.of(more).forEach(configuration::assign);
        return configuration.read();
    }

    private static Map<String, String> texts(String output) {
        return SQL.read().json(file(output)).collectAsList().stream()
                .collect(Collectors.toMap(
                        row -> row.getAs("id"), row -> row.<String>getAs("text"), (a, b) -> a, TreeMap::new));
    }

    @Test
    void aFileOfPromptsGivesTheSameTextsHoweverItIsCut() throws IOException {
        Path all = Files.createDirectories(folder.resolve("prompts"));
        Path some = Files.createDirectories(folder.resolve("prompts-apart"));
        List<String> lines = IntStream.range(0, 20)
                .mapToObj(i -> "{\"id\": \"p%d\", \"text\": \"%s\"}".formatted(i, "Once upon a time ".repeat(i)))
                .toList();
        Files.write(all.resolve("all.jsonl"), lines);
        for (int i = 0; i < 20; i++) {
            Files.writeString(some.resolve(i + ".jsonl"), lines.get(19 - i));
        }
        Generate.FileResult result =
                (Generate.FileResult) Generate.run(settings("prompts=" + all, "output=" + file("a")), () -> SPARK);
        Generate.run(settings("prompts=" + some, "output=" + file("b"), "outputFormat=jsonl"), () -> SPARK);
        Generate.run(settings("prompts=" + all, "output=" + file("c"), "seed=2"), () -> SPARK);
        assertThat(result.documents()).isEqualTo(20);
        assertThat(result.tokens()).isBetween(20L, 800L);
        assertThat(texts("a")).hasSize(20).isEqualTo(texts("b"));
        assertThat(texts("a")).isNotEqualTo(texts("c"));
        Row first = SQL.read().json(file("a")).where("id = 'p1'").first();
        assertThat(first.<String>getAs("prompt")).isEqualTo("Once upon a time ");
        assertThat(first.<String>getAs("end")).isIn("length", "endOfText");
    }

    @Test
    void aPlainFileHoldsAPromptALine() throws IOException {
        Path lines = Files.writeString(folder.resolve("prompts.txt"), "Once\n\nOne morning\n");
        Generate.run(settings("prompts=" + lines, "output=" + file("lines")), () -> SPARK);
        assertThat(SQL.read().json(file("lines")).collectAsList())
                .extracting(row -> row.getAs("prompt"))
                .containsExactlyInAnyOrder("Once", "One morning");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Generate.run(settings("prompts=" + lines, "output=" + file("lines")), () -> SPARK))
                .withMessage("output (%s) already exists: remove it or name another".formatted(file("lines")));
    }

    @Test
    void whatIsShownOnTheWayIsTheText() throws IOException {
        StringBuilder shown = new StringBuilder();
        Generate.Result result = Generate.one(settings("prompt=Once upon", "stop=[never there]"), shown::append);
        assertThat("Once upon" + shown).isEqualTo(result.text());
        assertThat(result.tokens()).isBetween(1, 40);
    }

    @Test
    void aStopTextEndsIt() throws IOException {
        String whole = Generate.one(settings("prompt=Once"), news -> {}).text();
        String stop = whole.substring(4).replaceAll("[^a-z]", "").substring(0, 1); // bytes that make no character aside
        StringBuilder shown = new StringBuilder();
        Generate.Result result = Generate.one(settings("prompt=Once", "stop=[\"%s\"]".formatted(stop)), shown::append);
        assertThat(result.text()).isEqualTo(whole.substring(0, whole.indexOf(stop, 4)));
        assertThat("Once" + shown).isEqualTo(result.text());
    }

    /** Greedy text of an untrained model turns in circles; the penalty makes it pick another token each time. */
    @Test
    void aPenaltyKeepsItFromRepeatingItself() throws IOException {
        Generate.Settings circles = settings("temperature=0", "prompt=Once");
        Generate.Settings straight = settings("temperature=0", "prompt=Once", "repetitionPenalty=1e6");
        assertThat(distinct(Generate.one(circles, news -> {})))
                .isLessThan(distinct(Generate.one(straight, news -> {})));
    }

    private static long distinct(Generate.Result result) throws IOException {
        return IntStream.of(SmallModel.tokenizer(folder.resolve("model")).encode(result.text()))
                .distinct()
                .count();
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("prompts=p.txt"))
                .withMessageEndingWith(
                        "prompts (p.txt) and output (null) belong together: a file of prompts, and the folder for the texts");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("prompts=p.txt", "output=o", "prompt=a"))
                .withMessageEndingWith("prompt and prompts are both given: give one text, or a file of them");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("stop=[\"\"]"))
                .withMessageEndingWith("stop ([]) must not hold an empty text, which is everywhere");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("repetitionPenalty=0"))
                .withMessageEndingWith("repetitionPenalty (0.0) must be more than 0");
    }
}
