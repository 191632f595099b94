package io.kindling.shard;

import io.kindling.corpus.Tolerance;
import io.kindling.shard.Manifest.Shard;
import io.kindling.shard.PartitionWriter.Written;
import io.kindling.shard.ShardFolder.Attempt;
import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The last stage of {@link Sharding}: each of its tasks writes the files of one partition of {@link ShuffleRecord}s.
 *
 * @param folder its path, with the file system
 * @param run whose attempts these are
 * @param width of a token in bytes
 * @param tokenizer its SHA-256 in hexadecimal
 */
record PartitionWriter(
        Broadcast<SerializableConfiguration> hadoop,
        String folder,
        String run,
        ShardPlan plan,
        int width,
        String tokenizer,
        Tolerance tolerance)
        implements FlatMapFunction<Iterator<ShuffleRecord>, Written> {

    /** What a task gives back: a shard, or else the accounts; the other one is null. */
    record Written(List<Attempt> attempts, Shard shard, Stats stats) implements Serializable {}

    @Override
    public Iterator<Written> call(Iterator<ShuffleRecord> records) throws IOException {
        if (!records.hasNext()) {
            return Collections.emptyIterator();
        }
        ShardFolder output = ShardFolder.at(hadoop.value().value(), folder, run);
        TaskContext task = TaskContext.get();
        if (task.partitionId() == Shuffle.ACCOUNTS) {
            Accounts accounts = new Accounts(tolerance);
            List<Attempt> attempts = accounts.keep(records, output, task.taskAttemptId());
            return List.of(new Written(attempts, null, accounts.sum().stats())).iterator();
        }
        return List.of(writeShard(records, output, task)).iterator();
    }

    private Written writeShard(Iterator<ShuffleRecord> records, ShardFolder output, TaskContext task)
            throws IOException {
        long tokens = 0;
        long documents = 0;
        ShuffleRecord record = records.next();
        while (record.isSum() && records.hasNext()) { // no shard has a sum and no document
            tokens += record.sumOfTokens();
            documents += record.sumOfDocuments();
            record = records.next();
        }
        ShardHeader header = new ShardHeader(width, tokens, documents, tokenizer);
        String name = plan.name(Shuffle.shard(task.partitionId()));
        try (ShardWriter writer = new ShardWriter(output, name, task.taskAttemptId(), header)) {
            add(record, writer);
            while (records.hasNext()) {
                add(records.next(), writer);
            }
            return new Written(writer.attempts(), writer.finish(), null);
        }
    }

    private static void add(ShuffleRecord document, ShardWriter writer) throws IOException {
        byte[] bytes = document.bytes();
        int from = document.tokensFrom();
        writer.add(bytes, from, bytes.length - from, document.textBytes());
    }
}
