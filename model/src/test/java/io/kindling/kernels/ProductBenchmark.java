package io.kindling.kernels;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A linear layer's three products in oneDNN and in OpenBLAS, each of two threads with matrices of its own, the weights not in
 * a core's own caches. {@code flops} is in GFLOP/s, of both threads together.
 *
 * <p>To run it: {@code ./mvnw -pl etl,model test-compile dependency:build-classpath -Dmdep.includeScope=test
 * -Dmdep.outputFile=target/test.classpath}, then {@code OMP_NUM_THREADS=1 java -cp
 * model/target/test-classes:model/target/classes:$(cat model/target/test.classpath) org.openjdk.jmh.Main Product}.
 */
@State(Scope.Thread)
@Threads(2)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED"})
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 3, time = 1)
public class ProductBenchmark {
    private static final int WEIGHT_BYTES = 64 << 20;

    /** Of which layer: GPT-2's widening and narrowing ones with few and many tokens, one 384 wide, a small one. */
    @Param({"128 768 3072", "128 3072 768", "512 768 3072", "512 3072 768", "768 384 1536", "64 64 64"})
    public String tokensInputsOutputs;

    @Param({"forward", "backward", "weights"})
    public String product;

    @Param({"oneDNN", "OpenBLAS"})
    public String library;

    private Kernels kernels;
    private CpuTensor x;
    private CpuTensor dy;
    private CpuTensor[] weights;
    private int next;

    /** Multiplications and additions. */
    @State(Scope.Thread)
    @AuxCounters
    public static class Work {
        public double flops;
    }

    @Setup
    public void prepare() {
        Blas.oneThread();
        int[] shape = Arrays.stream(tokensInputsOutputs.split(" "))
                .mapToInt(Integer::parseInt)
                .toArray();
        kernels = new CpuKernels();
        x = filled(shape[0], shape[1]);
        dy = filled(shape[0], shape[2]);
        weights = new CpuTensor[Math.max(1, WEIGHT_BYTES / Float.BYTES / (shape[1] * shape[2]))];
        Arrays.setAll(weights, i -> filled(shape[1], shape[2]));
    }

    private CpuTensor filled(int rows, int columns) {
        Tensor tensor = kernels.allocate(rows, columns);
        kernels.fill(tensor, 1);
        return (CpuTensor) tensor;
    }

    @TearDown
    public void free() {
        kernels.close();
    }

    @Benchmark
    public void multiply(Work work) {
        next = (next + 1) % weights.length;
        Cursor weight = weights[next].whole;
        switch (product) {
            case "forward" -> multiply(Blas.PLAIN, Blas.PLAIN, x.columns, x.whole, weight, dy.whole);
            case "backward" -> multiply(Blas.PLAIN, Blas.TRANSPOSED, dy.columns, dy.whole, weight, x.whole);
            default -> multiply(Blas.TRANSPOSED, Blas.PLAIN, x.rows, x.whole, dy.whole, weight);
        }
        work.flops += 2.0 * x.rows * x.columns * dy.columns;
    }

    private void multiply(byte orderA, byte orderB, int inner, Cursor a, Cursor b, Cursor out) {
        if (library.equals("oneDNN")) {
            Blas.oneDnn(orderA, orderB, inner, 1, a, b, 0, out);
        } else {
            Blas.openBlas(orderA, orderB, inner, 1, a, b, 0, out);
        }
    }
}
