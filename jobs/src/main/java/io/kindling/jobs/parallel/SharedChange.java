package io.kindling.jobs.parallel;

import java.io.Serializable;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BroadcastBlockId;

/**
 * A {@link Change} on its way to all executors. Spark would keep what it broadcasts twice, in pieces and as an object, in the
 * driver and in every executor, for as long as the driver knows of it. Here the driver keeps the pieces, for whoever comes late
 * or has to begin again, and an executor can free what it has followed.
 */
final class SharedChange implements Serializable {
    private final Broadcast<Change> broadcast;

    private SharedChange(Broadcast<Change> broadcast) {
        this.broadcast = broadcast;
    }

    static SharedChange of(JavaSparkContext spark, Change change) {
        Broadcast<Change> broadcast = spark.broadcast(change);
        SparkEnv.get().blockManager().removeBlock(new BroadcastBlockId(broadcast.id(), ""), false);
        return new SharedChange(broadcast);
    }

    /** Its number among Spark's broadcasts. */
    long id() {
        return broadcast.id();
    }

    /** The change, fetched if it isn't here. */
    Change get() {
        return broadcast.value();
    }

    /**
     * Frees this executor of it, soon: as Spark itself does, outside of any task, as a task may hold locks on what it has read.
     * It is for after the steps that follow the change, when the others have fetched their pieces too, from one another.
     */
    void free() {
        BlockManager blocks = SparkEnv.get().blockManager();
        if (!blocks.blockManagerId().isDriver()) {
            // If that fails, it stays until the next round ends.
            CompletableFuture<Void> unused = CompletableFuture.runAsync(() -> blocks.removeBroadcast(id(), true));
        }
    }

    /** Frees all executors of it. */
    void freeEverywhere() {
        broadcast.unpersist(false);
    }

    /** Frees the driver too: nobody will ask for it again. */
    void destroy() {
        broadcast.destroy();
    }
}
