package io.kindling.jobs;

import io.kindling.corpus.Sql;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** One Spark for all tests of this module: two threads, small shuffles, no page to look at. */
public final class LocalSpark {
    private static final JavaSparkContext CONTEXT = new JavaSparkContext(new SparkConf()
            .setMaster("local[2]")
            .setAppName("tests")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.sql.shuffle.partitions", "4"));

    private LocalSpark() {}

    public static JavaSparkContext context() {
        return CONTEXT;
    }

    public static SparkSession session() {
        return Sql.session();
    }
}
