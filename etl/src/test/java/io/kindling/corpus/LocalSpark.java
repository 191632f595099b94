package io.kindling.corpus;

import org.apache.spark.sql.SparkSession;

/** One Spark for all tests that run in this JVM, started anew only when a test asks for another number of cores. */
public final class LocalSpark {
    private static SparkSession session;

    private LocalSpark() {}

    public static SparkSession session() {
        return withCores(2);
    }

    public static synchronized SparkSession withCores(int cores) {
        String master = "local[" + cores + "]";
        if (session != null && !session.sparkContext().master().equals(master)) {
            session.stop();
            session = null;
        }
        if (session == null) {
            session = SparkSession.builder()
                    .master(master)
                    .appName("tests")
                    .config("spark.ui.enabled", false)
                    .config("spark.sql.shuffle.partitions", 2)
                    .config("spark.driver.bindAddress", "127.0.0.1")
                    .config("spark.driver.host", "127.0.0.1")
                    .getOrCreate();
            session.sparkContext().setLogLevel("OFF");
        }
        return session;
    }
}
