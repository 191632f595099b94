package io.kindling.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.node.NullNode;
import io.kindling.jobs.parallel.CheckpointFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was started twice. */
class RunFolderTest {
    @TempDir
    private Path parent;

    private Path run;
    private RunFolder first;
    private RunFolder second;

    @BeforeEach
    void startTwice() throws IOException {
        run = parent.resolve("run");
        first = claim();
        first.takeUp();
        first.replace("metrics.jsonl", "1");
        second = claim();
    }

    private RunFolder claim() throws IOException {
        return RunFolder.claim(new Configuration(), run.toString(), true);
    }

    private static void checkpoint(RunFolder folder, long step) throws IOException {
        folder.checkpoint(step, target -> List.of(), files -> manifest(step, files));
    }

    private static CheckpointManifest manifest(long step, List<CheckpointFile> files) {
        return CheckpointManifest.of(step, "", 0, NullNode.getInstance(), files);
    }

    private List<org.apache.hadoop.fs.Path> checkpoints() throws IOException {
        return RunFolder.checkpoints(
                FileSystem.getLocal(new Configuration()), new org.apache.hadoop.fs.Path(run.toUri()));
    }

    @Test
    void whoOnlyLooksTakesNothing() throws IOException {
        first.write("events", "1".getBytes(UTF_8));
        checkpoint(first, 20);
        assertThat(checkpoints()).hasSize(1);
    }

    @Test
    void theFirstStopsWhereTheSecondHasTakenItUp() throws IOException {
        checkpoint(first, 20);
        second.takeUp();
        checkpoint(second, 10);
        List<org.apache.hadoop.fs.Path> left = checkpoints();
        assertThatIOException()
                .isThrownBy(() -> checkpoint(first, 30))
                .withMessageMatching(
                        "run \\(file:.*/run\\) is no longer that of this process \\(\\d+@.+ since .+Z\\):"
                                + " \\d+@.+ since .+Z has taken it up and goes on with it; let one process at a time work on a run");
        assertThatIOException().isThrownBy(() -> first.replace("metrics.jsonl", "2"));
        assertThatIOException().isThrownBy(() -> first.write("events", new byte[1]));
        first.discard();
        assertThat(checkpoints()).isEqualTo(left);
        assertThat(run.resolve("metrics.jsonl")).hasContent("1");
        second.replace("metrics.jsonl", "3");
    }

    @Test
    void aCheckpointOfTheFirstDoesNotCountWhereTheSecondComesInBetween() {
        assertThatIOException()
                .isThrownBy(() -> first.checkpoint(
                        20,
                        target -> {
                            second.takeUp();
                            return List.of();
                        },
                        files -> manifest(20, files)))
                .withMessageStartingWith("run (");
        assertThat(run.resolve("checkpoints/step-000000020/manifest.json")).doesNotExist();
    }

    @Test
    void whatTheSecondHasWrittenStaysWhereTheFirstFails() throws IOException {
        assertThatIOException()
                .isThrownBy(() -> first.checkpoint(
                        20,
                        target -> {
                            second.takeUp();
                            checkpoint(second, 20);
                            throw new IOException("its file is gone");
                        },
                        files -> manifest(20, files)))
                .withMessageStartingWith("run (");
        assertThat(run.resolve("checkpoints/step-000000020/manifest.json")).exists();
    }

    @Test
    void aRunThatWasDeletedIsNotBegunAgainFromItsMiddle() throws IOException {
        try (var files = Files.walk(run)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
        assertThatIOException()
                .isThrownBy(() -> first.replace("metrics.jsonl", "2"))
                .withMessageContaining(": it was deleted; ");
        assertThat(run).doesNotExist();
    }
}
