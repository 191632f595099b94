package io.kindling.corpus;

import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/** Spark's SQL on the Spark that runs. */
public final class Sql {
    private Sql() {}

    /** Its session. Starting it takes a second, so whoever does without it should. */
    public static SparkSession session() {
        return SparkSession.builder().sparkContext(SparkContext.getOrCreate()).getOrCreate();
    }
}
