package io.kindling.model;

import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Team;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A new token of each of some sequences, about 100 tokens long, by GPT-2's smallest model.
 *
 * <p>To run it: {@code ./mvnw -pl etl,model test-compile dependency:build-classpath -Dmdep.includeScope=test
 * -Dmdep.outputFile=target/test.classpath}, then {@code java -cp
 * model/target/test-classes:model/target/classes:$(cat model/target/test.classpath) org.openjdk.jmh.Main Decode}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED"})
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 3, time = 3)
public class DecodeBenchmark {
    private static final GptConfig CONFIG = new GptConfig(50257, 256, 768, 12, 12, 0, true);

    @Param({"1", "2", "4", "8"})
    public int sequences;

    @Param({"1", "2"})
    public int threads;

    private Kernels kernels;
    private Team team;
    private Decoder decoder;
    private int[] tokens;

    @Setup
    public void prepare() {
        kernels = new CpuKernels();
        team = new Team(threads);
        Gpt gpt = new Gpt(CONFIG, kernels);
        Initialisation.gpt2(gpt.parameters(), 1);
        decoder = new Decoder(gpt, team, sequences);
        tokens = new int[sequences];
        Arrays.fill(tokens, 7);
        restart();
    }

    private void restart() {
        for (int i = 0; i < sequences; i++) {
            decoder.start(i, new int[64]);
        }
    }

    @TearDown
    public void free() {
        team.close();
        kernels.close();
    }

    @Benchmark
    public int append() {
        if (decoder.length(0) == 160) {
            restart();
        }
        decoder.append(tokens);
        return decoder.length(0);
    }
}
