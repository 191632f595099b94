package io.kindling.corpus;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** One Spark for all tests that run in this JVM, started anew only when a test asks for another number of cores. */
public final class LocalSpark {
    private static JavaSparkContext context;

    private LocalSpark() {}

    public static SparkSession session() {
        context();
        return Sql.session();
    }

    public static JavaSparkContext context() {
        return withCores(2);
    }

    public static synchronized JavaSparkContext withCores(int cores) {
        String master = "local[" + cores + "]";
        if (context != null && !context.master().equals(master)) {
            context.stop();
            context = null;
        }
        if (context == null) {
            context = new JavaSparkContext(new SparkConf()
                    .setMaster(master)
                    .setAppName("tests")
                    .set("spark.ui.enabled", "false")
                    .set("spark.sql.shuffle.partitions", "2")
                    .set("spark.driver.bindAddress", "127.0.0.1")
                    .set("spark.driver.host", "127.0.0.1"));
            context.setLogLevel("OFF");
        }
        return context;
    }
}
