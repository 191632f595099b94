package io.kindling.kernels;

import org.bytedeco.openblas.global.openblas;

/** How fast this machine reads memory: what generation, which reads every weight for every token, is measured against. */
public final class MemoryBandwidth {
    /** Floats of a thread's block, 64 MiB: several times a core's share of the caches, and little in a container. */
    private static final int BLOCK = 1 << 24;

    private static final int ROUNDS = 16;

    private MemoryBandwidth() {}

    /**
     * The best of several rounds in which every thread of {@code team} reads a block of its own from end to end, as the
     * sum of its squares.
     *
     * @return 1e9 bytes a second, of all threads together
     */
    public static double gigabytesPerSecond(Team team) {
        try (Kernels kernels = new CpuKernels()) {
            CpuTensor[] blocks = new CpuTensor[team.threads()];
            for (int i = 0; i < blocks.length; i++) {
                blocks[i] = (CpuTensor) kernels.allocate(1, BLOCK);
            }
            long best = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                team.run(blocks.length, i -> openblas.cblas_sdot(BLOCK, blocks[i].whole, 1, blocks[i].whole, 1));
                best = Math.min(best, System.nanoTime() - start);
            }
            return (double) BLOCK * Float.BYTES * team.threads() / best;
        }
    }
}
