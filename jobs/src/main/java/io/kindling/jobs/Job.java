package io.kindling.jobs;

import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The work of one verb.
 *
 * <p>Spark starts when it is first asked for, so a job that has no use for it never waits for it; the job doesn't stop
 * it. An {@link IllegalArgumentException} ends the program with status 2, an unreadable data or model file with 3.
 *
 * @param <C> its configuration
 */
@FunctionalInterface
interface Job<C extends Record> {
    /** Returns the result, whose components become the keys of the JSON line. */
    Record run(C configuration, Supplier<JavaSparkContext> spark) throws Exception;
}
