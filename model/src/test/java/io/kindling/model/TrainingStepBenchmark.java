package io.kindling.model;

import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Dropout;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Team;
import io.kindling.optim.AdamW;
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
 * A training step, and its optimizer alone. PyTorch's step of the same shapes is measured by the project in {@code
 * model/peers/pytorch}, in a process of its own: two sets of BLAS threads in one would slow each other.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {
            "--add-modules=jdk.incubator.vector",
            "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
            "-Dorg.bytedeco.javacpp.maxbytes=0"
        })
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 3, time = 5)
public class TrainingStepBenchmark {
    /** Vocabulary, width, layers, heads, context, batch. */
    @Param({"65 128 4 4 64 12", "65 384 6 6 256 12", "50257 768 12 12 64 4"})
    public String shape;

    @Param({"1", "2"})
    public int threads;

    private Kernels kernels;
    private Team team;
    private TrainingStep step;
    private AdamW optimizer;
    private int[] tokens;

    @Setup
    public void prepare() {
        String[] sizes = shape.split(" ");
        GptConfig config =
                new GptConfig(size(sizes, 0), size(sizes, 4), size(sizes, 1), size(sizes, 3), size(sizes, 2), 0, true);
        kernels = new CpuKernels();
        team = new Team(threads);
        Gpt gpt = new Gpt(config, kernels);
        Initialisation.gpt2(gpt.parameters(), 1);
        step = new TrainingStep(gpt, team, size(sizes, 5), 1);
        AdamW.Settings settings = new AdamW.Settings(0.9, 0.95, 1e-8, 0.1, 1);
        optimizer = new AdamW(settings, gpt.parameters(), step.gradient(), kernels, team);
        tokens = new SplittableRandom(1)
                .ints(step.tokensPerStep(), 0, config.vocabularySize())
                .toArray();
    }

    private static int size(String[] sizes, int index) {
        return Integer.parseInt(sizes[index]);
    }

    @TearDown
    public void free() {
        team.close();
        kernels.close();
    }

    @Benchmark
    public double wholeStep() {
        double loss = step.run(tokens, tokens, Dropout.NONE);
        return loss + optimizer.step(1e-4);
    }

    @Benchmark
    public double optimizerAlone() {
        return optimizer.step(1e-4);
    }
}
