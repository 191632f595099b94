package io.kindling.shard;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Sends {@link ShuffleRecord}s to their partitions and sorts them there. They go as rows of a Dataset, as its sort keeps
 * bytes in pages that are used again, where an RDD's keeps an object for each record; both spill what doesn't fit.
 */
final class Shuffle {
    private static final String PARTITION = "partition";
    private static final String RECORD = "record";
    private static final StructType ROW =
            new StructType().add(PARTITION, DataTypes.IntegerType, false).add(RECORD, DataTypes.BinaryType, false);

    private Shuffle() {}

    static JavaRDD<ShuffleRecord> sorted(SparkSession spark, JavaRDD<ShuffleRecord> records, int partitions) {
        return spark.createDataFrame(records.map(record -> RowFactory.create(record.partition(), record.bytes())), ROW)
                .repartitionById(partitions, functions.col(PARTITION))
                .sortWithinPartitions(RECORD)
                .select(RECORD)
                .as(Encoders.BINARY())
                .toJavaRDD()
                .map(ShuffleRecord::new);
    }
}
