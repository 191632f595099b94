package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kindling.jobs.parallel.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareTest {
    @TempDir
    private Path folder;

    private Compare.Settings settings(Integer... replicas) throws IOException {
        Path training = Files.writeString(folder.resolve("training.yaml"), """
                model: {contextLength: 16, width: 16, heads: 2, layers: 1}
                training: {steps: 10, batch: 4, warmupSteps: 2, learningRate: 3e-3}
                parallel: {localSteps: 5}
                """);
        return new Compare.Settings(
                folder.resolve("compare").toString(), training.toString(), null, 200, List.of(replicas), List.of(1, 2));
    }

    @Test
    void everyWayIsRunWithEverySeedAndDrawn() throws IOException {
        Compare.Result result = Compare.run(settings(2), LocalSpark::context);
        assertThat(result.comparisons())
                .extracting(Comparison::kind)
                .containsExactly(Kind.EVERY_STEP, Kind.AVERAGING, Kind.DILOCO, Kind.AVERAGING, Kind.DILOCO);
        assertThat(result.comparisons()).allSatisfy(comparison -> {
            assertThat(comparison.losses()).hasSize(2);
            assertThat(comparison.validationLoss()).isBetween(1.0, Math.log(1024) + 1);
        });
        assertThat(Files.readString(Path.of(result.plot()))).contains("<svg").contains("</svg>");
    }

    @Test
    void aBatchThatCannotBeSharedOutIsRefused() throws IOException {
        Compare.Settings settings = settings(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Compare.run(settings, LocalSpark::context))
                .withMessage("training.batch (4) must be divisible by replicas (3)");
    }
}
