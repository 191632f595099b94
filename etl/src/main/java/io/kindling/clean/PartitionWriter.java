package io.kindling.clean;

import io.kindling.clean.PartitionWriter.Written;
import io.kindling.shard.ShardFolder;
import io.kindling.shard.ShardFolder.Attempt;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The last step of {@link Cleaning}: each of its tasks writes the documents of one partition, kept and dropped ones.
 *
 * @param folder its path, with the file system
 * @param run whose attempts these are
 */
record PartitionWriter(Broadcast<SerializableConfiguration> hadoop, String folder, String run, boolean writeDropped)
        implements FlatMapFunction<Iterator<Row>, Written> {

    /** What a task has written. */
    record Written(List<Attempt> attempts, List<Manifest.File> files, Tally tally) implements Serializable {}

    @Override
    public Iterator<Written> call(Iterator<Row> documents) throws IOException {
        if (!documents.hasNext()) {
            return Collections.emptyIterator();
        }
        ShardFolder output = ShardFolder.at(hadoop.value().value(), folder, run);
        TaskContext task = TaskContext.get();
        String name = "part-%05d.jsonl".formatted(task.partitionId());
        Tally tally = new Tally();
        List<DocumentFile> files = new ArrayList<>();
        try (DocumentFile kept = new DocumentFile(output, task.taskAttemptId(), "kept/" + name);
                DocumentFile dropped = new DocumentFile(output, task.taskAttemptId(), "dropped/" + name)) {
            while (documents.hasNext()) {
                write(documents.next(), kept, dropped, tally);
            }
            files.add(kept);
            files.add(dropped);
        }
        files.removeIf(file -> !file.begun());
        return List.of(new Written(
                        files.stream().map(DocumentFile::attempt).toList(),
                        files.stream().map(DocumentFile::entry).toList(),
                        tally))
                .iterator();
    }

    private void write(Row document, DocumentFile kept, DocumentFile dropped, Tally tally) throws IOException {
        boolean isKept = document.getBoolean(0);
        String id = document.getString(2);
        byte[] text = document.getAs(3);
        List<Finding> findings = FindingsJson.read(document.getAs(4));
        tally.add(id, text, isKept, findings);
        if (isKept) {
            List<Finding> notes = findings.stream()
                    .filter(finding -> finding.effect() == Finding.Effect.NOTED)
                    .toList();
            kept.write(id, document.getString(1), text, notes);
        } else if (writeDropped) {
            dropped.write(id, document.getString(1), text, findings);
        }
    }
}
