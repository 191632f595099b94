package io.kindling.jobs;

import io.kindling.checkpoint.BadModelException;
import io.kindling.jobs.parallel.CheckpointFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a run.
 *
 * <pre>
 *   config.yaml                     the resolved configuration
 *   environment.json                where it ran
 *   owner                           the process that works on it
 *   metrics.jsonl                   a line for each round
 *   report.html                     the same to look at
 *   events.out.tfevents.kindling    the same for TensorBoard
 *   checkpoints/step-000000200/     a model as a Hugging Face folder, what replicas and optimizers remember beside it,
 *                                   and manifest.json, written last: without one a checkpoint doesn't count
 * </pre>
 *
 * <p>The last two checkpoints that were written to the end are kept. A run started twice belongs to whoever took it up last; the
 * other finds that out before it writes or deletes anything more, and stops.
 */
final class RunFolder {
    static final String TOKENIZER = "tokenizer.json";
    static final String CONFIGURATION = "config.yaml";
    private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);
    private static final String OWNER = "owner";
    private static final String CHECKPOINTS = "checkpoints";
    private static final String PREFIX = "step-";
    private static final int KEPT = 2;

    private final FileSystem files;
    private final Path folder;
    private final boolean isNew;
    /** Process, machine and time. */
    private final String self = ManagementFactory.getRuntimeMXBean().getName() + " since " + Instant.now();
    /** Known to be whole, oldest first. */
    private final List<Path> whole = new ArrayList<>();

    /** Writes the files of a checkpoint into the folder that it is given. */
    @FunctionalInterface
    interface Content {
        List<CheckpointFile> write(Path folder) throws IOException;
    }

    private RunFolder(FileSystem files, Path folder, boolean isNew) {
        this.files = files;
        this.folder = folder;
        this.isNew = isNew;
    }

    /**
     * Makes a new folder, or takes up an old one.
     *
     * @param resume whether there may be one
     * @throws IllegalArgumentException if there is one that may not be, or none can be made
     */
    static RunFolder claim(Configuration hadoop, String path, boolean resume) throws IOException {
        Path given = new Path(path);
        FileSystem files = CheckpointFile.fileSystem(hadoop, given);
        boolean isNew = !files.exists(given);
        if (!isNew && !resume) {
            throw new IllegalArgumentException(
                    "run (" + path
                            + ") exists already; go on with it by resume=true, choose another folder, or delete this one first");
        }
        try {
            if (!files.mkdirs(new Path(given, CHECKPOINTS))) {
                throw new IOException("no folder was made");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "run (" + path + ") can't be created: " + e.getMessage() + "; choose a folder that can be written",
                    e);
        }
        return new RunFolder(files, files.makeQualified(given), isNew);
    }

    /** Makes the run this process's own, before it writes anything else. */
    void takeUp() throws IOException {
        put(OWNER, self);
    }

    private void requireOwned() throws IOException {
        String owner = read(OWNER);
        if (!owner.equals(self)) {
            String reason = owner.isEmpty() ? "it was deleted" : owner + " has taken it up and goes on with it";
            throw new IOException("run (" + folder + ") is no longer that of this process (" + self + "): " + reason
                    + "; let one process at a time work on a run");
        }
    }

    /** Removes the folder of a run that came to nothing, if it is new and nobody else's. */
    void discard() throws IOException {
        String owner = read(OWNER);
        if (isNew && (owner.isEmpty() || owner.equals(self))) {
            files.delete(folder, true);
        }
    }

    /** Writes a file; one that is there is written over, so that a reader who has it open sees what was added. */
    void write(String name, byte[] content) throws IOException {
        requireOwned();
        overwrite(name, content);
    }

    /** Writes or replaces a text file: a reader sees the one before or this one, whole. */
    void replace(String name, String text) throws IOException {
        requireOwned();
        put(name, text);
    }

    private void put(String name, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        if (appearsWhenClosed(folder)) {
            overwrite(name, content);
            return;
        }
        try {
            CheckpointFile.write(files, folder, name, out -> out.write(content));
        } catch (IOException e) {
            throw failed(new Path(folder, name), e);
        }
    }

    private void overwrite(String name, byte[] content) throws IOException {
        Path file = new Path(folder, name);
        try (OutputStream out = files.create(file, true)) {
            out.write(content);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private IOException failed(Path file, IOException e) {
        String then = whole.isEmpty() ? "make room" : remedy();
        return new IOException(file + " can't be written: " + e.getMessage() + "; " + then, e);
    }

    /** As object stores have it, which know no rename that is one act. */
    private boolean appearsWhenClosed(Path file) throws IOException {
        return files.hasPathCapability(file, CommonPathCapabilities.ETAGS_AVAILABLE);
    }

    /** A text file, empty if there is none. */
    String read(String name) throws IOException {
        try (InputStream in = files.open(new Path(folder, name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (FileNotFoundException e) {
            return "";
        }
    }

    /**
     * The newest checkpoint whose files are all as they were written; says of each newer one what is wrong with it.
     *
     * @throws BadModelException if there are checkpoints, but none is whole
     */
    Optional<Checkpoint> newestWhole(JavaSparkContext spark) throws IOException {
        List<Path> candidates = new ArrayList<>(checkpoints(files, folder));
        if (candidates.size() == 1 && newest(files, folder).isEmpty()) {
            LOG.warn("{} was not written to the end, and it was the first: begins anew", candidates.get(0));
            return Optional.empty();
        }
        List<String> faults = new ArrayList<>();
        for (int i = candidates.size() - 1; i >= 0; i--) {
            try {
                Checkpoint checkpoint = Checkpoint.open(files, candidates.get(i));
                Optional<String> fault = checkpoint.fault(spark);
                if (fault.isEmpty()) {
                    whole.addAll(candidates.subList(Math.max(0, i + 1 - KEPT), i + 1));
                    return Optional.of(checkpoint);
                }
                faults.add(fault.get());
            } catch (BadModelException e) {
                faults.add(e.getMessage());
            }
            LOG.warn("falls back behind {}: {}", candidates.get(i).getName(), faults.get(faults.size() - 1));
        }
        if (!faults.isEmpty()) {
            throw new BadModelException("run (" + folder + ") has no checkpoint that is whole: "
                    + String.join("; ", faults) + "; delete its checkpoints to begin anew");
        }
        return Optional.empty();
    }

    /**
     * Writes a checkpoint: first its files, then the manifest. The oldest of those before go when it is whole, not earlier.
     *
     * @return the finished folder
     * @throws IOException if it can't be written; nothing of it remains, unless another process has taken the run up
     */
    Path checkpoint(long step, Content content, Function<List<CheckpointFile>, CheckpointManifest> manifest)
            throws IOException {
        requireOwned();
        Path target = new Path(folder, CHECKPOINTS + "/" + PREFIX + "%09d".formatted(step));
        files.delete(target, true);
        files.mkdirs(target);
        try {
            List<CheckpointFile> written = content.write(target);
            requireOwned();
            publish(
                    new Path(target, CheckpointManifest.FILE),
                    manifest.apply(written).json());
        } catch (Exception e) { // Spark's own are checked and undeclared
            requireOwned(); // what another writes there now is not this one's to clear away
            discard(target);
            throw new IOException("checkpoint " + target + " can't be written: " + e.getMessage() + "; " + remedy(), e);
        }
        whole.remove(target);
        whole.add(target);
        prune();
        return target;
    }

    private String remedy() {
        return whole.isEmpty()
                ? "there is none before it"
                : "make room, and resume=true goes on from "
                        + whole.get(whole.size() - 1).getName();
    }

    private void discard(Path target) {
        try {
            files.delete(target, true);
        } catch (IOException e) {
            LOG.warn("what was written of {} can't be removed: {}", target, e.getMessage());
        }
    }

    /**
     * A file that is there whole or not at all. A rename does it where it is one act; object stores have none, but there a
     * file appears when it is closed, and only if none of its name did before.
     */
    private void publish(Path file, String text) throws IOException {
        if (appearsWhenClosed(file)) {
            try (OutputStream out = files.createFile(file).overwrite(false).build()) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
        } else {
            CheckpointFile.write(
                    files, file.getParent(), file.getName(), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Keeps the last two that are whole, and nothing else. */
    private void prune() throws IOException {
        requireOwned();
        while (whole.size() > KEPT) {
            whole.remove(0);
        }
        for (FileStatus each : files.listStatus(new Path(folder, CHECKPOINTS))) {
            if (!whole.contains(each.getPath())) {
                files.delete(each.getPath(), true);
            }
        }
    }

    /** The checkpoints of a run that have a manifest or should, oldest first; none where the folder isn't a run's. */
    static List<Path> checkpoints(FileSystem files, Path folder) throws IOException {
        Path checkpoints = new Path(folder, CHECKPOINTS);
        if (!files.exists(checkpoints)) {
            return List.of();
        }
        return Arrays.stream(files.listStatus(checkpoints))
                .map(FileStatus::getPath)
                .filter(path -> path.getName().startsWith(PREFIX))
                .sorted(Comparator.comparing(Path::getName))
                .toList();
    }

    /** The newest finished checkpoint of a run, for those who only read it; none where the folder isn't a run's. */
    static Optional<Path> newest(FileSystem files, Path folder) throws IOException {
        Path newest = null;
        for (Path each : checkpoints(files, folder)) {
            if (files.exists(new Path(each, CheckpointManifest.FILE))) {
                newest = each;
            }
        }
        return Optional.ofNullable(newest);
    }
}
