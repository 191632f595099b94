package io.kindling.jobs;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The pieces that an input is read in, of a size that doesn't depend on the cluster that reads it. */
final class Pieces {
    /** Of a file; a piece of text that a model of 100 million parameters scores in minutes on one core. */
    private static final long BYTES = 1 << 20;

    private Pieces() {}

    /** A session that cuts files into such pieces. */
    static SparkSession session(SparkSession spark) {
        SparkSession session = spark.newSession();
        Map.of(
                        "spark.sql.files.maxPartitionBytes", Long.toString(BYTES),
                        "spark.sql.files.openCostInBytes", "0",
                        "spark.sql.files.minPartitionNum", "1")
                .forEach(session.conf()::set);
        return session;
    }
}
