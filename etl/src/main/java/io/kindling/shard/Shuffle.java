package io.kindling.shard;

import io.kindling.tokenizer.BadDataException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.Partition;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ShuffledRDD;
import scala.Function1;
import scala.Option;
import scala.Tuple2;
import scala.math.Ordering;
import scala.math.Ordering$;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Sends {@link ShuffleRecord}s to the tasks that write them, in their order. A task gets a shard slice by slice, and holds
 * one slice at a time; a shard that isn't sliced, and the accounts, are sorted by Spark, which spills what doesn't fit.
 */
final class Shuffle {
    /** The partition of the accounts; shards follow. */
    static final int ACCOUNTS = 0;

    /** Several times what a {@link ShardPlan} allows for: ids that are all alike may put a corpus into one slice. */
    private static final long MOST_SLICE_BYTES = 1 << 29;

    private static final ClassTag<ShuffleRecord> RECORD = ClassTag$.MODULE$.apply(ShuffleRecord.class);
    private static final ClassTag<Void> NOTHING = ClassTag$.MODULE$.apply(Void.class);
    private static final Ordering<ShuffleRecord> ORDER =
            Ordering$.MODULE$.comparatorToOrdering(Comparator.<ShuffleRecord>naturalOrder());

    private Shuffle() {}

    /** The records of the accounts in one partition, and in one for each shard its sums and documents. */
    static JavaRDD<ShuffleRecord> sorted(JavaRDD<ShuffleRecord> records, ShardPlan plan) {
        ShuffledRDD<ShuffleRecord, Void, Void> sent = send(records, new BySlice(plan.firstSlice(plan.shards())));
        JavaRDD<ShuffleRecord> accounts = send(only(true, sent), new HashPartitioner(1))
                .setKeyOrdering(ORDER)
                .toJavaRDD()
                .map(Tuple2::_1);
        JavaRDD<ShuffleRecord> slices = plan.slices() == 1
                ? only(false, sent.setKeyOrdering(ORDER))
                : only(false, sent).mapPartitions(slice -> sort(slice, MOST_SLICE_BYTES));
        return accounts.union(slices.rdd()
                .coalesce(plan.shards(), false, Option.apply(new ByShard(plan)), null)
                .toJavaRDD());
    }

    /** The shard that a partition is for. */
    static int shard(int partition) {
        return partition - 1;
    }

    private static ShuffledRDD<ShuffleRecord, Void, Void> send(JavaRDD<ShuffleRecord> records, Partitioner to) {
        RDD<Tuple2<ShuffleRecord, Void>> keys =
                records.map(record -> new Tuple2<>(record, (Void) null)).rdd();
        return new ShuffledRDD<ShuffleRecord, Void, Void>(keys, to, RECORD, NOTHING, NOTHING)
                .setSerializer(new RecordSerializer());
    }

    private static JavaRDD<ShuffleRecord> only(boolean accounts, ShuffledRDD<ShuffleRecord, Void, Void> sent) {
        Function1<Object, Object> partitions =
                (Function1<Object, Object> & Serializable) partition -> ((int) partition == ACCOUNTS) == accounts;
        return PartitionPruningRDD.create(sent, partitions).toJavaRDD().map(Tuple2::_1);
    }

    /**
     * The records in their order.
     *
     * @throws BadDataException if they are more than {@code most} bytes
     */
    static Iterator<ShuffleRecord> sort(Iterator<ShuffleRecord> records, long most) {
        List<ShuffleRecord> slice = new ArrayList<>();
        long bytes = 0;
        while (records.hasNext()) {
            ShuffleRecord record = records.next();
            bytes += record.bytes().length;
            if (bytes > most) {
                throw new BadDataException(
                        "documents with equal ids, or nearly all of them, are more than " + most
                                + " bytes: give each an id of its own, or none, or set shardBytes=1073741824, which sorts on disk");
            }
            slice.add(record);
        }
        slice.sort(null);
        return slice.iterator();
    }

    /** Records say themselves where they go. */
    private static final class BySlice extends Partitioner {
        private static final long serialVersionUID = 1L;

        private final int slices;

        BySlice(int slices) {
            this.slices = slices;
        }

        @Override
        public int numPartitions() {
            return 1 + slices;
        }

        @Override
        public int getPartition(Object record) {
            return ((ShuffleRecord) record).partition();
        }
    }

    /** Strings the slices of a shard together: one task reads them one after the other. */
    private record ByShard(ShardPlan plan) implements PartitionCoalescer, Serializable {
        @Override
        public PartitionGroup[] coalesce(int shards, RDD<?> slices) {
            PartitionGroup[] groups = new PartitionGroup[shards];
            for (int shard = 0; shard < shards; shard++) {
                groups[shard] = new PartitionGroup(Option.empty());
            }
            for (Partition slice : slices.partitions()) {
                groups[plan.shard(slice.index())].partitions().addOne(slice);
            }
            return groups;
        }
    }
}
