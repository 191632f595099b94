package io.kindling.kernels;

/** How fast {@link Blas} multiplies matrices on this processor, as what everything else is measured against. */
public final class SgemmPeak {
    private static final int SIZE = 1024;
    private static final int ROUNDS = 8;

    private SgemmPeak() {}

    /**
     * The best of several rounds in which every thread of {@code team} multiplies square float32 matrices of its own.
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
            long best = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                team.run(
                        operands.length,
                        i -> Blas.product(1, operands[i][0].whole, operands[i][1].whole, 0, operands[i][2].whole));
                best = Math.min(best, System.nanoTime() - start);
            }
            return 2.0 * SIZE * SIZE * SIZE * team.threads() / best;
        }
    }
}
