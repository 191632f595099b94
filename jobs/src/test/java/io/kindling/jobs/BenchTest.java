package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BenchTest {
    private static Bench.Settings small(Bench.Subject subject, int heads, int batch, String input) {
        return new Bench.Settings(subject, null, 300, 32, 2, heads, 16, batch, 2, input, 1, 3);
    }

    private static Bench.Result run(Bench.Subject subject) throws IOException {
        return Bench.run(small(subject, 2, 4, null), () -> null);
    }

    @ParameterizedTest
    @EnumSource(names = {"TRAIN", "FORWARD", "GENERATE"})
    void aModelsStepsAreTimedBesideThePeak(Bench.Subject subject) throws IOException {
        Bench.Result result = run(subject);
        assertThat(result.millisPerStep()).isPositive();
        assertThat(result.fractionOfPeak()).isBetween(0.0, 1.0);
        assertThat(result.tokensPerSecond()).isPositive();
        assertThat(result.peakResidentMegabytes()).isPositive();
        assertThat(result.blasKernel()).isUpperCase();
    }

    @Test
    void generationIsTimedBesideTheBandwidth() throws IOException {
        Bench.Result result = run(Bench.Subject.GENERATE);
        assertThat(result.memoryGigabytesPerSecond()).isPositive();
        assertThat(result.fractionOfBandwidth())
                .isEqualTo(result.weightGigabytesPerSecond() / result.memoryGigabytesPerSecond());
    }

    @Test
    void aTokenizerIsTimedByTheMegabyte() throws IOException {
        Bench.Result result = run(Bench.Subject.TOKENIZE);
        assertThat(result.megabytesPerSecond()).isPositive();
        assertThat(result.gflopsPerSecond()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void dimensionsThatCannotBeAreRefused(Bench.Subject subject) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> small(subject, 5, 4, null))
                .withMessage("width (32) must be divisible by heads (5)");
    }

    @Test
    void aBatchThatDoesNotFitIsRefusedBeforeItIsAllocated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Bench.run(
                        new Bench.Settings(Bench.Subject.TRAIN, null, 50257, 2048, 24, 16, 1024, 512, 2, null, 1, 3),
                        () -> null))
                .withMessageStartingWith("batch (512) needs ")
                .withMessageEndingWith("take a smaller batch and more microbatches, or more memory");
    }

    @Test
    void textThatIsNotThereIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Bench.run(small(Bench.Subject.TOKENIZE, 2, 4, "/nowhere.txt"), () -> null))
                .withMessage("input (/nowhere.txt) must be a file of text");
    }
}
