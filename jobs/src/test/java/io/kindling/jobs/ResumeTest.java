package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.checkpoint.BadModelException;
import io.kindling.jobs.configuration.Configuration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Runs that stop and go on: where they went on from, and that nobody can tell afterwards. */
class ResumeTest {
    private static final String[] SMALL = {
        "model={contextLength: 16, width: 16, heads: 2, layers: 1, dropout: 0.1}",
        "training={steps: 60, batch: 4, warmupSteps: 3, learningRate: 3e-3}",
        "parallel={kind: diloco, replicas: 2, localSteps: 10, wire: int8}",
        "validation.everyRounds=0",
        "checkpointEveryRounds=2",
    };

    @TempDir
    private static Path folder;

    private static Train.Result whole;
    /** A copy of the whole run, with checkpoints at steps 40 and 60, for a test to damage. */
    private Path stopped;

    @BeforeAll
    static void train() throws IOException {
        TrainTokenizer.run(
                read(
                        TrainTokenizer.Settings.class,
                        "input=stories:30",
                        "vocabularySize=280",
                        "output=" + folder.resolve("t.json")),
                LocalSpark::context);
        Tokenize.run(
                read(
                        Tokenize.Settings.class,
                        "input=stories:30",
                        "tokenizer=" + folder.resolve("t.json"),
                        "output=" + folder.resolve("shards")),
                LocalSpark::context);
        whole = train("whole");
    }

    @BeforeEach
    void copy(TestInfo test) throws IOException {
        stopped = folder.resolve(test.getTestMethod().orElseThrow().getName());
        copy(folder.resolve("whole"), stopped);
    }

    private static Train.Result train(String run, String... values) throws IOException {
        String[] all = Stream.of(
                        Stream.of(SMALL),
                        Stream.of("run=" + folder.resolve(run), "shards=" + folder.resolve("shards")),
                        Stream.of(values))
                .flatMap(each -> each)
                .toArray(String[]::new);
        return Train.train(read(TrainSettings.class, all), LocalSpark::context);
    }

    private Train.Result resume(String... values) throws IOException {
        String[] all =
                Stream.concat(Stream.of(values), Stream.of("resume=true")).toArray(String[]::new);
        return train(stopped.getFileName().toString(), all);
    }

    @Test
    void aResumedRunEqualsTheUninterruptedOne() throws IOException {
        delete(checkpoint(60));
        assertThat(resume().parametersSha256()).isEqualTo(whole.parametersSha256());
        assertThat(samples(stopped)).hasSize(6).isEqualTo(samples(folder.resolve("whole")));
    }

    @Test
    void aResumedRunOfEveryStepEqualsTheUninterruptedOne() throws IOException {
        String[] values = {"parallel.kind=everyStep", "parallel.wire=bfloat16"};
        Train.Result result = train("every", values);
        delete(folder.resolve("every/checkpoints/step-000000060"));
        String[] again = {values[0], values[1], "resume=true"};
        assertThat(train("every", again).parametersSha256()).isEqualTo(result.parametersSha256());
    }

    @Test
    void aRunThatIsDoneComesToTheSameAgain() throws IOException {
        Train.Result again = resume();
        assertThat(again.parametersSha256()).isEqualTo(whole.parametersSha256());
        assertThat(again.trainLoss()).isNull();
    }

    @Test
    void aRunThatHasNotBegunBegins() throws IOException {
        assertThat(train("fresh", "resume=true").parametersSha256()).isEqualTo(whole.parametersSha256());
    }

    @Test
    void aFlippedByteIsFoundAndTheCheckpointBeforeGoesOn() throws IOException {
        Path file = checkpoint(60).resolve("replica-0001.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        requireFallBack();
    }

    @Test
    void aTruncatedFileIsFoundAndTheCheckpointBeforeGoesOn() throws IOException {
        Path file = checkpoint(60).resolve("outer-0000.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 4));
        requireFallBack();
    }

    @Test
    void aMissingFileIsFoundAndTheCheckpointBeforeGoesOn() throws IOException {
        Files.delete(checkpoint(60).resolve("model.safetensors"));
        requireFallBack();
    }

    @Test
    void aCheckpointThatWasNotWrittenToTheEndDoesNotCount() throws IOException {
        Files.delete(checkpoint(60).resolve("manifest.json"));
        requireFallBack();
    }

    /** As when the driver is killed while it writes the first one. */
    @Test
    void theFirstCheckpointUnfinishedIsNoneAtAll() throws IOException {
        delete(checkpoint(40));
        Files.delete(checkpoint(60).resolve("manifest.json"));
        assertThat(resume().parametersSha256()).isEqualTo(whole.parametersSha256());
    }

    @Test
    void aTornManifestDoesNotCount() throws IOException {
        Path file = checkpoint(60).resolve("manifest.json");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        requireFallBack();
    }

    /** From step 40, and the good checkpoint there stays until two later ones are whole. */
    private void requireFallBack() throws IOException {
        assertThat(resume().parametersSha256()).isEqualTo(whole.parametersSha256());
        try (Stream<Path> kept = Files.list(stopped.resolve("checkpoints"))) {
            assertThat(kept.map(path -> path.getFileName().toString()).sorted())
                    .containsExactly("step-000000040", "step-000000060");
        }
    }

    @Test
    void withoutAWholeCheckpointTheRunStopsAndTouchesNothing() throws IOException {
        Files.delete(checkpoint(40).resolve("manifest.json"));
        Files.writeString(checkpoint(60).resolve("config.json"), "{}");
        assertThatThrownBy(this::resume)
                .isInstanceOf(BadModelException.class)
                .hasMessageContaining("has no checkpoint that is whole: ")
                .hasMessageContaining("config.json has 2 bytes where ")
                .hasMessageContaining("manifest.json is missing: the checkpoint was not written to the end")
                .hasMessageEndingWith("; delete its checkpoints to begin anew");
        assertThat(checkpoint(40)).isDirectory();
        assertThat(checkpoint(60)).isDirectory();
    }

    /** The room is gone in the middle of a run, at each of several places; then there is room again. */
    @Test
    void aFullDiskStopsTheRunAndLosesNothing() throws IOException {
        for (long room : List.of(20_000L, 150_000L, 300_000L)) {
            String run = "small" + room;
            SmallStore.ROOM.set(room);
            try {
                assertThatThrownBy(() -> train(run, "run=small://" + folder.resolve(run), "checkpointEveryRounds=1"))
                        .isInstanceOf(IOException.class)
                        .hasMessageMatching("(checkpoint small:.*/step-\\d+|small:.*/[a-z.]+) can't be written: (?s).*")
                        .hasStackTraceContaining("No space left on device");
            } finally {
                SmallStore.ROOM.set(Long.MAX_VALUE);
            }
            Train.Result result =
                    train(run, "run=small://" + folder.resolve(run), "checkpointEveryRounds=1", "resume=true");
            assertThat(result.parametersSha256()).isEqualTo(whole.parametersSha256());
        }
    }

    @Test
    void whatDecidesTheResultMustBeAsItWas() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> resume("training.learningRate=1e-3"))
                .withMessage("training.learningRate (0.001) must be as in the run that goes on (0.003): it decides the"
                        + " result");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> resume("seed=2"))
                .withMessageStartingWith("seed (2) must be as in the run that goes on (1)");
    }

    @Test
    void howItIsComputedMayChange() throws IOException {
        delete(checkpoint(60));
        assertThat(resume("parallel.threads=2", "checkpointEveryRounds=1", "validation.everyRounds=1")
                        .parametersSha256())
                .isEqualTo(whole.parametersSha256());
    }

    private Path checkpoint(int step) {
        return stopped.resolve("checkpoints").resolve("step-%09d".formatted(step));
    }

    private static List<String> samples(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .map(line -> line.replaceAll(".*\"samples\":\"(\\w+)\".*", "$1"))
                .toList();
    }

    private static <C extends Record> C read(Class<C> type, String... values) {
        Configuration<C> configuration = Configuration.of(type);
        List.of(values).forEach(configuration::assign);
        return configuration.read();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
