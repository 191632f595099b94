package io.kindling.jobs;

import io.kindling.checkpoint.BadModelException;
import io.kindling.jobs.parallel.CheckpointFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;

/** A checkpoint of a run, as it is found: its folder, and the manifest that lies there. */
record Checkpoint(Path folder, CheckpointManifest manifest) {
    private static final int LARGEST_MANIFEST = 1 << 26;

    /**
     * Opens the checkpoint in a folder.
     *
     * @throws BadModelException if it was not written to the end, or its manifest was damaged since
     */
    static Checkpoint open(FileSystem files, Path folder) throws IOException {
        Path file = new Path(folder, CheckpointManifest.FILE);
        try (InputStream in = files.open(file)) {
            String json = new String(in.readNBytes(LARGEST_MANIFEST), StandardCharsets.UTF_8);
            return new Checkpoint(folder, CheckpointManifest.parse(json, file.toString()));
        } catch (FileNotFoundException e) {
            throw new BadModelException(file + " is missing: the checkpoint was not written to the end", e);
        }
    }

    /** Reads every file and compares it with the manifest, on executors; returns what is wrong, in words. */
    Optional<String> fault(JavaSparkContext spark) {
        String path = folder.toString();
        List<CheckpointFile> files = manifest.files();
        List<String> faults = spark.parallelize(files, Math.max(1, files.size()))
                .map(file -> {
                    Path on = new Path(path);
                    return file.fault(
                                    CheckpointFile.fileSystem(
                                            SparkHadoopUtil.get().conf(), on),
                                    on)
                            .orElse("");
                })
                .filter(words -> !words.isEmpty())
                .collect();
        return faults.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", faults));
    }
}
