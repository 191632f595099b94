package io.kindling.kernels;

import org.bytedeco.openblas.global.openblas;

/** How fast this machine reads memory: what generation, which reads every weight for every token, is measured against. */
public final class MemoryBandwidth {
    /** Floats of a thread's block, 64 MiB: several times a core's share of most caches, and little in a container. */
    private static final int BLOCK = 1 << 24;

    private static final int ROUNDS = 16;

    private MemoryBandwidth() {}

    /** Of a block for each thread, where no particular memory is meant. */
    public static double gigabytesPerSecond(Team team) {
        try (Kernels kernels = new CpuKernels()) {
            return best(team, kernels.allocate(team.threads(), BLOCK));
        }
    }

    /**
     * The best of several rounds in which the threads of {@code team} read a vector from end to end, as the sum of its
     * squares, each a share of its own. So a cache that holds all of it, or some, counts here as it counts for others
     * that read it.
     *
     * @param vector (1, N)
     * @return 1e9 bytes a second, of all threads together
     */
    public static double gigabytesPerSecond(Team team, Tensor vector) {
        int share = vector.columns() / team.threads();
        return best(team, vector.range(0, (long) team.threads() * share).reshape(team.threads(), share));
    }

    /** @param shares (threads, N) */
    private static double best(Team team, Tensor shares) {
        CpuTensor x = (CpuTensor) shares;
        Cursor[] rows = new Cursor[x.rows];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new Cursor().at(x, i, 0, 1, x.columns);
        }
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            team.run(rows.length, i -> openblas.cblas_sdot(rows[i].columns, rows[i], 1, rows[i], 1));
            best = Math.min(best, System.nanoTime() - start);
        }
        return (double) x.rows * x.columns * Float.BYTES / best;
    }
}
