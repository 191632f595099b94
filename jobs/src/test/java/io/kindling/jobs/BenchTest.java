package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kindling.kernels.VectorApi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        assertThat(result.blasKernel()).matches("oneDNN AVX512|OpenBLAS [A-Z0-9]+");
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

    /** As a user sees it who starts Java by hand, or has an old processor. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-Dx=y | Java's Vector API is missing: row passes run one element at a time, several times slower; "
                        + "start the JVM with --add-modules=jdk.incubator.vector",
                "-XX:-UseFMA | The processor or the JVM has no fused multiply-add: row passes run one element at a time, "
                        + "several times slower; x86 has it with AVX2"
            })
    void whereThereAreNoLanesOneLineSaysSo(String flag, String line) throws IOException, InterruptedException {
        List<String> flags = new ArrayList<>(List.of(flag));
        if (flag.endsWith("UseFMA")) {
            flags.addAll(List.of(VectorApi.flags().split(" ")));
        }
        assertThat(startedByHand(flags)).containsOnlyOnce(line);
    }

    /** Java 19 and later need the module alone. */
    @Test
    @EnabledForJreRange(max = JRE.JAVA_18)
    void theModuleWithoutWhatItUsesItselfIsNotEnough() throws IOException, InterruptedException {
        assertThat(startedByHand(List.of("--add-modules=jdk.incubator.vector")))
                .containsOnlyOnce("start the JVM with --add-modules=jdk.incubator.vector"
                        + " --add-opens=java.base/java.lang.invoke=ALL-UNNAMED");
    }

    /** What a small bench prints in a JVM with these flags alone. */
    private static String startedByHand(List<String> flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of(
                "-Dlog4j2.configurationFile="
                        + Path.of("..", "conf", "log4j2.properties").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(Kindling.class.getName(), "bench", "subject=forward", "vocabularySize=20", "width=16"));
        command.addAll(List.of("layers=1", "heads=1", "contextLength=8", "batch=1", "warmupSteps=0", "steps=1"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
