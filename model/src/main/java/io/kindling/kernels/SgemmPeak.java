package io.kindling.kernels;

import java.util.stream.LongStream;

/** How fast {@link Blas} multiplies matrices on this processor, as what everything else is measured against. */
public final class SgemmPeak {
    private static final int SIZE = 1024;
    private static final int LEAST_ROUNDS = 8;
    /** Long enough for a processor to settle on the clock that it can hold. */
    private static final long NANOS = 500_000_000;

    private SgemmPeak() {}

    /**
     * The median of many rounds in which every thread of {@code team} multiplies square float32 matrices of its own: what it
     * holds, like the median of steps that is compared with it. The best of a few rounds differs by a quarter from run to run.
     *
     * @return GFLOP/s of all threads together
     */
    public static double gflopsPerSecond(Team team) {
        try (Kernels kernels = new CpuKernels()) {
            CpuTensor[][] operands = new CpuTensor[team.threads()][3];
            for (CpuTensor[] own : operands) {
                for (int i = 0; i < own.length; i++) {
                    own[i] = (CpuTensor) kernels.allocate(SIZE, SIZE);
                    kernels.fill(own[i], 1);
                }
            }
            LongStream.Builder rounds = LongStream.builder();
            long begin = System.nanoTime();
            for (int round = 0; round < LEAST_ROUNDS || System.nanoTime() - begin < NANOS; round++) {
                long start = System.nanoTime();
                team.run(
                        operands.length,
                        i -> Blas.product(1, operands[i][0].whole, operands[i][1].whole, 0, operands[i][2].whole));
                rounds.add(System.nanoTime() - start);
            }
            long[] sorted = rounds.build().sorted().toArray();
            return 2.0 * SIZE * SIZE * SIZE * team.threads() / sorted[sorted.length / 2];
        }
    }
}
