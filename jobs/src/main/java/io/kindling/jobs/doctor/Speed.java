package io.kindling.jobs.doctor;

import io.kindling.kernels.FmaPeak;
import io.kindling.kernels.MemoryBandwidth;
import io.kindling.kernels.SgemmPeak;
import io.kindling.kernels.Team;
import java.io.Serializable;

/**
 * How fast the threads of a task are.
 *
 * @param sgemm BLAS's matrix products, GFLOP/s of all threads together
 * @param peak what the processor can do at all, measured too; NaN where the JVM has no Vector API to measure it with
 * @param memory read, 1e9 bytes a second
 */
record Speed(int threads, double sgemm, double peak, double memory) implements Serializable {
    /** Measures for some seconds; each twice, since a machine may be busy once. */
    static Speed measure(int threads) {
        try (Team team = new Team(threads)) {
            double peak = FmaPeak.gflopsPerSecond(team);
            double sgemm = SgemmPeak.gflopsPerSecond(team);
            peak = Math.max(peak, FmaPeak.gflopsPerSecond(team));
            sgemm = Math.max(sgemm, SgemmPeak.gflopsPerSecond(team));
            return new Speed(threads, sgemm, peak, MemoryBandwidth.gigabytesPerSecond(team));
        }
    }
}
