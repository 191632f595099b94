package io.kindling.jobs.report;

import io.kindling.jobs.parallel.TrainingPlan;
import io.kindling.kernels.BlasCore;

/**
 * Where a run ran, as the driver sees it.
 *
 * @param processors of the driver
 * @param blasKernel OpenBLAS's, in the driver
 * @param vectors whether Java's Vector API is there
 * @param executors at the beginning; {@code cores} of all of them
 */
public record Environment(
        String kindling,
        String spark,
        String java,
        String system,
        int processors,
        String blasKernel,
        boolean vectors,
        String master,
        int executors,
        int cores) {
    /** The file's name in a run's folder. */
    public static final String FILE = "environment.json";

    /** Of this JVM, the driver. */
    public static Environment here(String kindling, String spark, String master, int executors, int cores) {
        return new Environment(
                kindling,
                spark,
                property("java.version") + " (" + property("java.vm.name") + ", " + property("java.vendor") + ")",
                property("os.name") + " " + property("os.version") + ", " + property("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                BlasCore.name(),
                TrainingPlan.hasVectors(),
                master,
                executors,
                cores);
    }

    private static String property(String name) {
        return System.getProperty(name);
    }
}
