package io.kindling.model;

import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Team;
import java.util.SplittableRandom;
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
 * Log-likelihoods of a batch of full contexts.
 *
 * <p>To run it: {@code ./mvnw -pl etl,model test-compile dependency:build-classpath -Dmdep.includeScope=test
 * -Dmdep.outputFile=target/test.classpath}, then {@code java -cp
 * model/target/test-classes:model/target/classes:$(cat model/target/test.classpath) org.openjdk.jmh.Main Forward}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED"})
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 3, time = 3)
public class ForwardBenchmark {
    private static final GptConfig CONFIG = new GptConfig(65, 256, 384, 6, 6, 0, true);
    private static final int[] LENGTHS = {256, 256, 256, 256};
    private static final int TOKENS = 1024;

    @Param({"1", "2"})
    public int threads;

    private Kernels kernels;
    private Team team;
    private Inference inference;
    private int[] tokens;

    @Setup
    public void prepare() {
        kernels = new CpuKernels();
        Gpt gpt = new Gpt(CONFIG, kernels);
        Initialisation.gpt2(gpt.parameters(), 1);
        team = new Team(threads);
        inference = new Inference(gpt, team);
        tokens =
                new SplittableRandom(1).ints(TOKENS, 0, CONFIG.vocabularySize()).toArray();
    }

    @TearDown
    public void free() {
        team.close();
        kernels.close();
    }

    @Benchmark
    public double[] logLikelihoods() {
        return inference.logLikelihoods(tokens, tokens, LENGTHS);
    }
}
