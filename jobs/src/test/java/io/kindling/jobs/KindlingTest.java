package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kindling.jobs.configuration.Configuration;
import io.kindling.tokenizer.BadDataException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KindlingTest {
    record Echo(int times, String word) {}

    record Said(String text, double rate) {}

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void theLastLineOfOutputIsTheResultAsJson() {
        assertThat(kindling(KindlingTest::echo, "echo", "word=ha\"")).isZero();
        assertThat(out.toString().lines()).last().isEqualTo("{\"text\":\"ha\\\"ha\\\"\",\"rate\":0.5}");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aFileComesBeforeTheValuesWhereverItStands(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a=b.yaml"), "times: 3\nword: no\n");
        assertThat(kindling(KindlingTest::echo, "echo", "word=o", file.toString()))
                .isZero();
        assertThat(out.toString()).contains("\"ooo\"");
    }

    @Test
    void badConfigurationEndsWithTwoAndOneLine(@TempDir Path folder) {
        assertThat(kindling(KindlingTest::echo, "echo", "wrd=ha")).isEqualTo(2);
        assertThat(err).hasToString("kindling: unknown key wrd (from the command line): did you mean word?\n");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void twoFilesAreOneTooMany() {
        assertThat(kindling(KindlingTest::echo, "echo", "a.yaml", "word")).isEqualTo(2);
        assertThat(err)
                .hasToString("kindling: arguments (a.yaml word) must hold one configuration file;"
                        + " values are written key=value\n");
    }

    @Test
    void aWrongCommandEndsWithTwoAndTheRightOne() {
        assertThat(kindling(KindlingTest::echo, "ecoh")).isEqualTo(2);
        assertThat(err.toString()).contains("'ecoh'").contains("Did you mean: kindling echo");
    }

    @Test
    void noCommandEndsWithTwoAndTheCommands() {
        assertThat(kindling(KindlingTest::echo)).isEqualTo(2);
        assertThat(err.toString()).contains("COMMAND").contains("echo", "Says a word");
    }

    @Test
    void badDataEndsWithThreeHoweverDeepSparkWrapsIt() {
        Job<Echo> failing = (configuration, spark) -> {
            throw new SparkException("Job aborted", new BadDataException("a.jsonl, byte 7: no text"));
        };
        assertThat(kindling(failing, "echo", "word=a")).isEqualTo(3);
        assertThat(err).hasToString("kindling: a.jsonl, byte 7: no text\n");
    }

    @Test
    void anythingElseEndsWithOneAndATrace() {
        Job<Echo> failing = (configuration, spark) -> {
            throw new IOException("disk full");
        };
        assertThat(kindling(failing, "echo", "word=a")).isEqualTo(1);
        assertThat(err.toString()).startsWith("kindling: java.io.IOException: disk full\n\tat ");
    }

    @Test
    void executorsThatAFullHeapEndedAreCalledThat() {
        Job<Echo> failing = (configuration, spark) -> {
            throw new IllegalStateException("Lost task 1.3: ExecutorLostFailure (executor 7 exited caused by one of the"
                    + " running tasks) Reason: Command exited with code 3");
        };
        assertThat(kindling(failing, "echo", "word=a")).isEqualTo(1);
        assertThat(err.toString().lines())
                .last()
                .isEqualTo("kindling: executors' heaps were full: give them more (spark.executor.memory);"
                        + " deploy/kindling doctor says how much a training run needs");
    }

    @Test
    void helpShowsTheKeysAndTheirDefaults() {
        assertThat(kindling(KindlingTest::echo, "echo", "--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "kindling echo [conf/FILE.yaml] [key=value ...]", "Says a word", "at 100 % speed", "times: 2");
    }

    @Test
    void sparkStartsOnlyWhenAskedFor() {
        var before = SparkEnv.get();
        kindling(KindlingTest::echo, "echo", "word=a");
        assertThat(SparkEnv.get()).isEqualTo(before);
    }

    @Test
    void aJavaThatHadoopDoesNotStartOnIsRefused() {
        assertThatCode(() -> JavaRelease.requireSupported(21)).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JavaRelease.requireSupported(25))
                .withMessage(
                        "Java (25) must be 17 to 22: Hadoop 3.4, which Spark 4.1 brings, doesn't start on later ones;"
                                + " set JAVA_HOME to a JDK 17 or 21");
    }

    record Bad(boolean ok) implements Verdict {}

    @Test
    void badNewsEndWithOneAndTheirResult() {
        assertThat(kindling((configuration, spark) -> new Bad(false), "echo", "word=a"))
                .isEqualTo(1);
        assertThat(out).hasToString("{\"ok\":false}\n");
        assertThat(kindling((configuration, spark) -> new Bad(true), "echo", "word=a"))
                .isZero();
    }

    @Test
    void aVerbOfTwoWordsIsASubcommand() {
        assertThat(Kindling.commandLine(Kindling.verbs())
                        .setOut(new PrintWriter(out))
                        .execute("doctor", "plan", "--help"))
                .isZero();
        assertThat(out.toString()).contains("kindling doctor plan [conf/FILE.yaml] [key=value ...]", "executors");
    }

    @Test
    void helpNamesEveryKeyOfEveryVerb() {
        for (Verb<?> verb : Kindling.verbs()) {
            assertThat(Configuration.defaults(verb.configuration())
                            .lines()
                            .map(line -> line.replaceAll("^[ #]*|:.*", "")))
                    .as(verb.name())
                    .containsAll(names(verb.configuration()));
        }
    }

    private static List<String> names(Class<?> type) {
        return Stream.of(type.getRecordComponents())
                .flatMap(key -> key.getType().isRecord()
                        ? Stream.concat(Stream.of(key.getName()), names(key.getType()).stream())
                        : Stream.of(key.getName()))
                .toList();
    }

    @Test
    void everyOtherFileOfConfIsARunToTrain() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", "conf"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".yaml") && !file.endsWith("clean.yaml")))
                    .isNotEmpty()
                    .allSatisfy(file ->
                            Configuration.of(TrainSettings.class).file(file).read());
        }
    }

    private int kindling(Job<Echo> job, String... arguments) {
        return Kindling.commandLine(List.of(new Verb<>("echo", "Says a word", Echo.class, job)))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private static Said echo(Echo configuration, Supplier<JavaSparkContext> spark) {
        return new Said(configuration.word().repeat(configuration.times()), 0.5);
    }
}
