package io.kindling.jobs.report;

import io.kindling.optim.Arithmetic;

/**
 * Where a run ran, as the driver sees it.
 *
 * @param processors of the driver
 * @param blasKernel of matrix products, in the driver
 * @param rows how its passes over rows are worked on
 * @param executors at the beginning; {@code cores} of all of them
 */
public record Environment(
        String kindling,
        String spark,
        String java,
        String system,
        int processors,
        String blasKernel,
        String rows,
        String master,
        int executors,
        int cores) {
    /** The file's name in a run's folder. */
    public static final String FILE = "environment.json";

    /** Of this JVM, the driver. */
    public static Environment here(String kindling, String spark, String master, int executors, int cores) {
        Arithmetic arithmetic = Arithmetic.ofThisProcess();
        return new Environment(
                kindling,
                spark,
                property("java.version") + " (" + property("java.vm.name") + ", " + property("java.vendor") + ")",
                property("os.name") + " " + property("os.version") + ", " + property("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                arithmetic.blasKernel(),
                arithmetic.rows(),
                master,
                executors,
                cores);
    }

    private static String property(String name) {
        return System.getProperty(name);
    }
}
