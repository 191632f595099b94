package io.kindling.jobs.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.jobs.LocalSpark;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BroadcastBlockId;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

class SharedChangeTest {
    private final JavaSparkContext spark = LocalSpark.context();

    private static long blocks(long broadcast, boolean object) {
        return CollectionConverters.asJava(SparkEnv.get()
                        .blockManager()
                        .getMatchingBlockIds(block -> block instanceof BroadcastBlockId id
                                && id.broadcastId() == broadcast
                                && id.field().isEmpty() == object))
                .size();
    }

    private static float[] applied(SharedChange shared) {
        float[] values = new float[3];
        shared.get().apply(0, values);
        return values;
    }

    @Test
    void theDriverKeepsThePiecesAlone() {
        float[] known = new float[3];
        float[] changed = {1, 2, 3};
        SharedChange shared = SharedChange.of(
                spark, new Change(WireFormat.FLOAT32, List.of(WireFormat.FLOAT32.encode(known, changed))));
        long id = shared.id();
        assertThat(blocks(id, true)).isZero();
        assertThat(blocks(id, false)).isPositive();
        assertThat(applied(shared)).isEqualTo(changed);
        shared.free();
        assertThat(blocks(id, false)).isPositive();
        shared.destroy();
    }
}
