package io.kindling.kernels;

/** How many multiplications and additions the processor can do at all: what BLAS's share of them is measured by. */
public final class FmaPeak {
    private static final int ROUNDS = 8;
    /** Passes of a round, some milliseconds. */
    private static final int PASSES = 1 << 19;

    private FmaPeak() {}

    /**
     * The best of several rounds in which every thread of {@code team} does fused multiply-adds on registers alone.
     *
     * @return GFLOP/s of all threads together; NaN where this JVM has no Vector API to do them with
     */
    public static double gflopsPerSecond(Team team) {
        if (CpuKernels.lanes() == 1) {
            return Double.NaN;
        }
        float[] sinks = new float[team.threads()];
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            team.run(sinks.length, i -> sinks[i] += VectorFma.run(PASSES));
            best = Math.min(best, System.nanoTime() - start);
        }
        return (double) VectorFma.flops(PASSES) * team.threads() / best;
    }
}
