package io.kindling.shard;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.ShuffledRDD;
import org.apache.spark.serializer.KryoSerializer;
import scala.Tuple2;
import scala.math.Ordering;
import scala.math.Ordering$;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Sends {@link ShuffleRecord}s to their partitions and sorts them there, spilling what doesn't fit in memory. They go
 * as plain arrays of bytes, and by Kryo: Java's serialization would keep the last hundred of them alive.
 */
final class Shuffle {
    private static final ClassTag<byte[]> BYTES = ClassTag$.MODULE$.apply(byte[].class);
    private static final ClassTag<Object> NOTHING = ClassTag$.MODULE$.apply(Object.class);

    private Shuffle() {}

    static JavaRDD<ShuffleRecord> sorted(JavaRDD<ShuffleRecord> records, int partitions) {
        JavaPairRDD<byte[], Object> pairs = records.mapToPair(record -> new Tuple2<>(record.bytes(), null));
        ShuffledRDD<byte[], Object, Object> shuffled = new ShuffledRDD<byte[], Object, Object>(
                        pairs.rdd(), new ByRecord(partitions), BYTES, NOTHING, NOTHING)
                .setSerializer(new KryoSerializer(records.context().getConf()))
                .setKeyOrdering(byBytes());
        return JavaPairRDD.fromRDD(shuffled, BYTES, NOTHING).map(pair -> new ShuffleRecord(pair._1));
    }

    private static Ordering<byte[]> byBytes() {
        return Ordering$.MODULE$.comparatorToOrdering((Comparator<byte[]> & Serializable) Arrays::compareUnsigned);
    }

    private static final class ByRecord extends Partitioner {
        private static final long serialVersionUID = 1L;

        private final int partitions;

        ByRecord(int partitions) {
            this.partitions = partitions;
        }

        @Override
        public int numPartitions() {
            return partitions;
        }

        @Override
        public int getPartition(Object record) {
            return new ShuffleRecord((byte[]) record).partition();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ByRecord that && that.partitions == partitions;
        }

        @Override
        public int hashCode() {
            return Objects.hash(partitions);
        }
    }
}
