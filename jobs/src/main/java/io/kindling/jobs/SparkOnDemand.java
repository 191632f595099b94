package io.kindling.jobs;

import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * A Spark session that starts when first asked for, and tells how its tasks get on. Its master and settings are those that
 * spark-submit was given; no job sets any of its own.
 */
final class SparkOnDemand implements Supplier<SparkSession>, AutoCloseable {
    private final String verb;
    private SparkSession session;

    SparkOnDemand(String verb) {
        this.verb = verb;
    }

    @Override
    public synchronized SparkSession get() {
        if (session == null) {
            session = SparkSession.builder().appName("kindling " + verb).getOrCreate();
            session.sparkContext().addSparkListener(new TaskProgress());
            session.sparkContext().setJobDescription(verb);
        }
        return session;
    }

    @Override
    public synchronized void close() {
        if (session != null) {
            session.stop();
        }
    }
}
