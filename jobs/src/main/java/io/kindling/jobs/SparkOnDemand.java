package io.kindling.jobs;

import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A Spark that starts when first asked for, and tells how its tasks get on. Its master and settings are those that
 * spark-submit was given; no job sets any of its own.
 */
final class SparkOnDemand implements Supplier<JavaSparkContext>, AutoCloseable {
    private final String verb;
    private JavaSparkContext spark;

    SparkOnDemand(String verb) {
        this.verb = verb;
    }

    @Override
    public synchronized JavaSparkContext get() {
        if (spark == null) {
            SparkConf settings = new SparkConf().setAppName("kindling " + verb);
            spark = JavaSparkContext.fromSparkContext(SparkContext.getOrCreate(settings));
            spark.sc().addSparkListener(new TaskProgress());
            spark.sc().setJobDescription(verb);
        }
        return spark;
    }

    @Override
    public synchronized void close() {
        if (spark != null) {
            spark.stop();
        }
    }
}
