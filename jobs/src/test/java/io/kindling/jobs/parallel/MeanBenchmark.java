package io.kindling.jobs.parallel;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The mean of two replicas, in nanoseconds a parameter, on one thread. In many JVMs: as four passes instead of two it was
 * compiled well in some (4 ns) and badly in others (13).
 *
 * <p>To run it: {@code ./mvnw test-compile dependency:build-classpath -Dmdep.includeScope=test
 * -Dmdep.outputFile=target/test.classpath}, then {@code java -cp
 * jobs/target/test-classes:jobs/target/classes:$(cat jobs/target/test.classpath) org.openjdk.jmh.Main Mean}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 6,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 2, time = 1)
public class MeanBenchmark {
    private static final int LENGTH = 1 << 22;

    @Param({"FLOAT32", "BFLOAT16", "INT8"})
    public WireFormat format;

    private float[] known;
    private List<Arrival> arrivals;

    @Setup
    public void arrive() {
        Random random = new Random(1);
        known = vector(random);
        arrivals = List.of(arrival(0, random), arrival(1, random));
    }

    private Arrival arrival(int replica, Random random) {
        Progress progress = new Progress(replica, 7680, 1, 1, 1, 0, List.of(), null);
        byte[] encoded = format.encode(known, vector(random));
        return Arrival.of(progress, new byte[][] {encoded}).get(0);
    }

    private static float[] vector(Random random) {
        float[] numbers = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return numbers;
    }

    @Benchmark
    @OperationsPerInvocation(LENGTH)
    public float[] mean() {
        return Mean.of(format, known, arrivals).values();
    }
}
