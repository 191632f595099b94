package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.corpus.CorpusConfig;
import io.kindling.corpus.DocumentFrame;
import io.kindling.jobs.configuration.Configuration;
import io.kindling.jobs.scoring.Perplexity;
import io.kindling.tokenizer.BadDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scoring and perplexity of documents with more to them than a text. */
class ScoreTest {
    private static final JavaSparkContext SPARK = LocalSpark.context();
    private static final SparkSession SQL = LocalSpark.session();
    private static final List<String> TEXTS = List.of(
            "Once upon a time there was a fox.",
            "The fox said: \"Let us go home.\"\nAnd they went. ".repeat(12),
            "One morning a little girl named Anna found a green mitten.",
            "x",
            "Peter smiled. ".repeat(40),
            "In the forest it was dark and cold.",
            "A young woodcutter had seen it all.",
            "Thank you, said the bird.",
            "The end.");

    @TempDir
    private static Path folder;

    @BeforeAll
    static void model() throws IOException {
        SmallModel.write(folder.resolve("model"));
        for (int files : new int[] {1, 2, 7}) {
            write("documents-" + files, files);
        }
    }

    /**
     * The same documents in so many files, each with its place, a group and a list; and in so many pieces, since what their
     * lines end in makes the files long.
     */
    private static void write(String name, int files) throws IOException {
        Path target = Files.createDirectories(folder.resolve(name));
        for (int file = 0; file < files; file++) {
            int number = file;
            String lines = IntStream.range(0, TEXTS.size())
                    .filter(i -> i % files == number)
                    .mapToObj(i ->
                            "{\"id\": \"d%d\", \"body\": %s, \"language\": \"%s\", \"tags\": [\"a\", \"b%d\"]}%s\n"
                                    .formatted(
                                            i,
                                            quoted(TEXTS.get(i)),
                                            i % 3 == 0 ? "en" : "de",
                                            i,
                                            " ".repeat((files - 1) * 4_096 / TEXTS.size())))
                    .collect(Collectors.joining());
            Files.writeString(target.resolve("part-" + file + ".jsonl"), lines);
        }
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    private static <C extends Record> C read(Class<C> type, String... values) {
        Configuration<C> configuration = Configuration.of(type);
        List.of(values).forEach(configuration::assign);
        return configuration.read();
    }

    private static Score.Result score(String... more) throws IOException {
        String[] values = Stream.concat(Stream.of("model=" + file("model"), "field=body"), Stream.of(more))
                .toArray(String[]::new);
        return Score.run(read(Score.Settings.class, values), () -> SPARK);
    }

    private static Map<String, Row> rows(Dataset<Row> scores) {
        return scores.collectAsList().stream()
                .collect(Collectors.toMap(row -> row.getAs("id"), row -> row, (a, b) -> a, TreeMap::new));
    }

    @Test
    void evaluatingOnOneTwoAndSevenPartitionsGivesTheSameBits() throws IOException {
        List<Perplexity> results = new ArrayList<>();
        for (int pieces : new int[] {1, 2, 7}) {
            String input = file("documents-" + pieces);
            assertThat(DocumentFrame.open(SPARK, new CorpusConfig(input, null, "body"))
                            .dealt()
                            .getNumPartitions())
                    .isEqualTo(pieces);
            results.add(Evaluate.run(
                    read(
                            Evaluate.Settings.class,
                            "model=" + file("model"),
                            "input=" + input,
                            "field=body",
                            "groupBy=language"),
                    () -> SPARK));
        }
        assertThat(results.get(0).documents()).isEqualTo(TEXTS.size());
        assertThat(results.get(1)).isEqualTo(results.get(0));
        assertThat(results.get(2)).isEqualTo(results.get(0));
    }

    @Test
    void groupsAreThePartsOfTheWhole() throws IOException {
        Perplexity all = Evaluate.run(
                read(
                        Evaluate.Settings.class,
                        "model=" + file("model"),
                        "input=" + file("documents-2"),
                        "field=body",
                        "windows=sliding:16",
                        "groupBy=language"),
                () -> SPARK);
        assertThat(all.groups()).extracting(Perplexity.Group::group).containsExactly("de", "en");
        assertThat(all.groups().get(0).perplexity().tokens()
                        + all.groups().get(1).perplexity().tokens())
                .isEqualTo(all.tokens());
        assertThat(all.windows()).isGreaterThan(2L * TEXTS.size());
    }

    @Test
    void aGroupMustBeAColumn() {
        Evaluate.Settings settings = read(
                Evaluate.Settings.class,
                "model=" + file("model"),
                "input=" + file("documents-2"),
                "field=body",
                "groupBy=sauce");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evaluate.run(settings, () -> SPARK))
                .withMessage("groupBy (sauce) must be a column of the input: one of [id, language, tags, source]");
    }

    @Test
    void scoresStandBesideTheColumnsOfTheirDocuments() throws IOException {
        Score.Result result = score("input=" + file("documents-2"), "output=" + file("scores"), "windows=rolling");
        Map<String, Row> rows = rows(SQL.read().parquet(file("scores")));
        Perplexity evaluated = Evaluate.run(
                read(Evaluate.Settings.class, "model=" + file("model"), "input=" + file("documents-2"), "field=body"),
                () -> SPARK);
        assertThat(rows).hasSize(TEXTS.size());
        Row second = rows.get("d1");
        assertThat(second.schema().fieldNames())
                .containsExactly(
                        "id",
                        "language",
                        "tags",
                        "source",
                        "tokens",
                        "words",
                        "bytes",
                        "windows",
                        "logLikelihood",
                        "tokenPerplexity",
                        "wordPerplexity",
                        "bytePerplexity",
                        "bitsPerByte");
        assertThat(second.<String>getAs("language")).isEqualTo("de");
        assertThat(second.<String>getList(2)).containsExactly("a", "b1");
        assertThat(second.<String>getAs("source")).isEqualTo("part-1.jsonl");
        assertThat(second.<Long>getAs("bytes")).isEqualTo(TEXTS.get(1).length());
        assertThat(second.<Integer>getAs("windows")).isGreaterThan(1);
        assertThat(result.tokens()).isEqualTo(evaluated.tokens());
        assertThat(result.tokensPerSecondPerCore()).isEqualTo(result.tokensPerSecond() / 2);
        double sum = 0;
        for (Row row : rows.values()) {
            sum += row.<Double>getAs("logLikelihood");
        }
        assertThat(sum).isEqualTo(evaluated.logLikelihood());
        assertThat(folder.resolve("scores.unfinished")).doesNotExist();
    }

    @Test
    void everyTokenCanBeWrittenWithItsAlternatives() throws IOException {
        score(
                "input=" + file("documents-1"),
                "output=" + file("tokens"),
                "outputFormat=jsonl",
                "tokens=true",
                "alternatives=2",
                "windows=sliding:8");
        for (Row row : SQL.read().json(file("tokens")).collectAsList()) {
            List<Double> logs = row.getList(row.fieldIndex("tokenLogProbabilities"));
            assertThat(row.getList(row.fieldIndex("tokenIds"))).hasSameSizeAs(logs);
            assertThat(logs).hasSize(row.<Long>getAs("tokens").intValue());
            assertThat(row.getList(row.fieldIndex("alternatives"))).hasSameSizeAs(logs);
            double sum = 0;
            for (double log : logs) {
                sum += log;
            }
            assertThat(sum).isEqualTo(row.<Double>getAs("logLikelihood"));
        }
    }

    @Test
    void aScoringThatWasInterruptedGoesOnWithWhatIsMissing() throws IOException {
        Path input = Files.createDirectories(folder.resolve("large"));
        for (int file = 0; file < 4; file++) { // enough for many pieces, nearly all of it no text
            String filler = "z".repeat(1_000_000);
            Files.writeString(
                    input.resolve("f%d.jsonl".formatted(file)),
                    "{\"body\": \"A story, number %d.\", \"filler\": \"%s\"}\n".formatted(file, filler));
        }
        String[] whole = {"input=" + input, "output=" + file("whole")};
        score(whole);
        Path unfinished = folder.resolve("again.unfinished");
        Files.createDirectories(unfinished);
        Files.copy(folder.resolve("whole/_plan.json"), unfinished.resolve("_plan.json"));
        List<Path> parts = parts(folder.resolve("whole"));
        assertThat(parts).hasSizeGreaterThan(2);
        Path last = parts.get(parts.size() - 1);
        Path kept = Files.copy(last, unfinished.resolve(last.getFileName()));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> score("input=" + input, "output=" + file("again")))
                .withMessage(
                        "output (%s) was begun by a scoring that did not finish: go on with it by resume=true, or remove file:%s"
                                .formatted(file("again"), unfinished));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> score("input=" + input, "output=" + file("again"), "resume=true", "windows=sliding:8"))
                .withMessageContaining("windows (sliding:8) must be as in the scoring that goes on (disjoint, in ");
        Path second = unfinished.resolve(last.getFileName().toString().replaceFirst("-c000", "0-c000"));
        Files.copy(last, second);
        assertThatIOException()
                .isThrownBy(() -> score("input=" + input, "output=" + file("again"), "resume=true"))
                .withMessageMatching(
                        "file:.*/again.unfinished/part-.* is there a second time, as two scorings wrote it at"
                                + " once: when both have stopped, remove this file and go on by resume=true");
        Files.delete(second);
        Score.Result resumed = score("input=" + input, "output=" + file("again"), "resume=true");

        assertThat(folder.resolve("again").resolve(kept.getFileName())).exists();
        assertThat(resumed.documents()).isEqualTo(4);
        Dataset<Row> expected = SQL.read().parquet(file("whole"));
        assertThat(rows(SQL.read().parquet(file("again")))).isEqualTo(rows(expected));
        assertThat(SQL.read().parquet(file("again")).count()).isEqualTo(4);
    }

    /** Half of the documents have ids of their own, and others are called by their places; clean calls them the same. */
    @Test
    void cleanDropsByWhatScoreWrote() throws IOException {
        Path input = Files.createDirectories(folder.resolve("corpus/stories"));
        for (int i = 0; i < 6; i++) {
            Files.writeString(
                    input.resolve("%d.jsonl".formatted(i % 2)),
                    "{%s\"body\": \"Once upon a time there were %d foxes.\"}\n"
                            .formatted(i < 3 ? "" : "\"id\": " + i + ", ", i),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clean("judged", 1000))
                .withMessageStartingWith("perplexity.scores: input (" + file("judged") + ") does not exist");
        score("input=" + file("corpus"), "output=" + file("judged"));
        Dataset<Row> scores = SQL.read().parquet(file("judged")).sort("tokenPerplexity");
        List<Double> perplexities =
                scores.select("tokenPerplexity").as(Encoders.DOUBLE()).collectAsList();
        assertThat(perplexities).hasSize(6).doesNotHaveDuplicates();
        assertThat(clean("judged", perplexities.get(3)).keptDocuments()).isEqualTo(4);
        assertThat(ids(SQL.read().json(file("cleaned/kept"))))
                .containsExactlyInAnyOrderElementsOf(ids(scores).subList(0, 4));
    }

    private static Clean.Result clean(String scores, double maximum) throws IOException {
        Stream<String> others = Stream.of(
                        "normalisation",
                        "gopherRepetition",
                        "gopherQuality",
                        "c4",
                        "fineWeb",
                        "exactDuplicates",
                        "nearDuplicates")
                .map(stage -> stage + ".action=skip");
        Stream<String> own = Stream.of(
                "input=" + file("corpus"),
                "field=body",
                "output=" + file("cleaned"),
                "perplexity.action=drop",
                "perplexity.scores=" + file(scores),
                "perplexity.maximum=" + maximum);
        String[] values = Stream.concat(others, own).toArray(String[]::new);
        return Clean.run(read(Clean.Settings.class, values), () -> SPARK);
    }

    private static List<String> ids(Dataset<Row> rows) {
        return rows.select("id").as(Encoders.STRING()).collectAsList();
    }

    private static List<Path> parts(Path output) throws IOException {
        try (Stream<Path> files = Files.list(output)) {
            return files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void whatCannotBeScoredIsRefused() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> score("input=" + file("documents-1"), "output=" + file("no"), "windows=sliding:32"))
                .withMessageStartingWith("windows (sliding:32) must slide by less than the model's contextLength (32)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> score("input=" + file("documents-1"), "output=" + file("no"), "alternatives=3"))
                .withMessage("alternatives (3) must be 0 unless tokens are asked for");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> score("input=" + file("documents-1"), "output=" + file("model")))
                .withMessage("output (%s) already exists: remove it or name another".formatted(file("model")));
        Path taken = Files.writeString(folder.resolve("taken.jsonl"), "{\"body\": \"a\", \"Tokens\": 3}\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> score("input=" + taken, "output=" + file("no")))
                .withMessageStartingWith("input has a column Tokens, which is one of the scores' (tokens, words");
        Path broken = Files.writeString(folder.resolve("broken.jsonl"), "{\"body\": \"a\"}\nno\n");
        assertThatThrownBy(() -> score("input=" + broken, "output=" + file("no")))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith("broken.jsonl, byte 14: not JSON (");
        SQL.sql("select 'n' as id, cast(null as string) as body").write().parquet(file("null.parquet"));
        assertThatThrownBy(() -> score("input=" + file("null.parquet"), "output=" + file("null-scores")))
                .isInstanceOf(BadDataException.class)
                .hasMessageMatching("a document of part-.*parquet [(]id n[)] has a null where a text is due");
        assertThat(folder.resolve("no.unfinished")).doesNotExist();
    }
}
