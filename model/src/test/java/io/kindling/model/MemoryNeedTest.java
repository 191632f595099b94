package io.kindling.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.OffHeapMemory;
import io.kindling.kernels.Team;
import io.kindling.optim.AdamW;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryNeedTest {
    @ParameterizedTest
    @CsvSource({"11, 5, 8, 2, 0, 3", "9000, 70, 16, 1, 0.1, 9", "65, 64, 128, 4, 0, 12"})
    void itIsWhatAReplicaAllocates(int vocabulary, int time, int width, int layers, double dropout, int batch) {
        GptConfig config = new GptConfig(vocabulary, time, width, 2, layers, dropout, true);
        MemoryNeed need = MemoryNeed.training(config, batch);
        try (CpuKernels kernels = new CpuKernels();
                Team team = new Team(3)) {
            Gpt gpt = new Gpt(config, kernels);
            assertThat(need.parameters()).isEqualTo(kernels.allocatedBytes());
            TrainingStep step = new TrainingStep(gpt, team, batch, 5);
            new AdamW(new AdamW.Settings(0.9, 0.95, 1e-8, 0.1, 1), gpt.parameters(), step.gradient(), kernels, team);
            assertThat(need.total()).isEqualTo(kernels.allocatedBytes());
        }
    }

    @Test
    void itSaysTheSum() {
        assertThat(new MemoryNeed(500L << 20, 500L << 20, 1000L << 20, 2048L << 20))
                .hasToString("4,048 MiB = 500 parameters + 500 gradients + 1,000 moments + 2,048 activations");
    }

    @Test
    void whatDoesNotFitIsRefusedWithTheArithmetic() {
        MemoryNeed need = new MemoryNeed(1L << 30, 1L << 30, 2L << 30, 4L << 30);
        OffHeapMemory room = new OffHeapMemory(12L << 30, "16,384 MiB of memory - 4,096 of Java heap");
        need.requireRoom(room, 1, 64);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> need.requireRoom(room, 2, 64))
                .withMessage("batch (64) needs 8,192 MiB = 1,024 parameters + 1,024 gradients + 2,048 moments + 4,096"
                        + " activations outside the Java heap, for each of 2 replicas at once, and 12,288 MiB are there"
                        + " (16,384 MiB of memory - 4,096 of Java heap); take a smaller batch and more microbatches, or"
                        + " more memory");
    }
}
