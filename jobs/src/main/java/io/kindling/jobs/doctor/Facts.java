package io.kindling.jobs.doctor;

import io.kindling.optim.Arithmetic;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What one JVM of a run is and has, as it tells itself.
 *
 * @param executor its number, or driver
 * @param cores that the JVM may use
 * @param arithmetic what decides the bits that it computes
 * @param java the whole version
 * @param programs versions of this program and of Spark
 * @param vectors whether it has Java's Vector API, and access to it
 * @param heap largest, in bytes
 * @param memory of the machine or container, in bytes
 * @param environment of the variables that native libraries listen to, those that are set
 * @param missingFlags of conf/jvm.options
 * @param splitting checksum of how text in every script is cut, by this JVM's tables of Unicode
 */
record Facts(
        String executor,
        String host,
        Processor processor,
        int cores,
        Arithmetic arithmetic,
        String java,
        String programs,
        boolean vectors,
        long heap,
        long memory,
        Map<String, String> environment,
        List<String> missingFlags,
        String splitting)
        implements Serializable {
    boolean isDriver() {
        return executor.equals("driver");
    }

    /** For people. */
    String where() {
        return isDriver() ? "driver" : "executor " + executor + " on " + host;
    }
}
