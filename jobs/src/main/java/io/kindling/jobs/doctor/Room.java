package io.kindling.jobs.doctor;

import org.apache.spark.SparkConf;

/**
 * What an executor's container has, by Spark's settings, in bytes.
 *
 * @param heap spark.executor.memory
 * @param overhead what YARN or Kubernetes grants beside it
 * @param isEnforced whether they do, and end a container that takes more; otherwise the machine is the limit
 */
record Room(long heap, long overhead, boolean isEnforced) {
    private static final long LEAST_OVERHEAD = 384L << 20;

    static Room of(SparkConf conf) {
        long heap = conf.getSizeAsBytes("spark.executor.memory", "1g");
        double factor = conf.getDouble("spark.executor.memoryOverheadFactor", 0.1);
        long overhead = conf.contains("spark.executor.memoryOverhead")
                ? conf.getSizeAsMb("spark.executor.memoryOverhead") << 20
                : Math.max(LEAST_OVERHEAD, (long) (factor * heap));
        String master = conf.get("spark.master");
        return new Room(heap, overhead, master.equals("yarn") || master.startsWith("k8s://"));
    }
}
