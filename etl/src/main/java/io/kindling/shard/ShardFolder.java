package io.kindling.shard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder that shards, of tokens or of documents, are written to, and how it becomes whole.
 *
 * <pre>
 * begin    _unfinished       made first; says which run writes here
 *          _attempts/...     what tasks write, each under a name that no other attempt has
 * commit   train-00000.*     the files of the attempts that counted get their names
 *          _attempts/        goes, with all that tried in vain
 *          manifest.json     is _unfinished, written anew and renamed
 * </pre>
 *
 * <p>Until that last rename there is an {@code _unfinished}, so whatever a killed run leaves is known for what it is:
 * the next run clears it away. After it there is nothing but what belongs there. Only the driver gives names, so it
 * doesn't matter how many attempts there were at a task, nor which of them lives on.
 *
 * @param fileSystem without Hadoop's own checksum files beside local ones, since shards have theirs
 * @param run names whoever writes
 */
public record ShardFolder(FileSystem fileSystem, Path path, String run) {
    static final String TOKENIZER = "tokenizer.json";

    private static final String UNFINISHED = "_unfinished";
    private static final String ATTEMPTS = "_attempts";
    private static final int BUFFER_BYTES = 1 << 20;

    /** Renaming is a copy where objects are stored, and then many at once are faster. */
    private static final int RENAMES_AT_ONCE = 16;

    /** A file that an attempt has written to its end, and the name that it gets if the attempt counts. */
    public record Attempt(String file, String name) implements Serializable {}

    /** The folder as a new run sees it. */
    public static ShardFolder at(Configuration hadoop, String folder) throws IOException {
        return at(hadoop, folder, UUID.randomUUID().toString());
    }

    /** The folder as a task of a run sees it. */
    public static ShardFolder at(Configuration hadoop, String folder, String run) throws IOException {
        Path path = new Path(folder);
        FileSystem fileSystem = path.getFileSystem(hadoop);
        return new ShardFolder(
                fileSystem instanceof ChecksumFileSystem checksums ? checksums.getRawFileSystem() : fileSystem,
                path,
                run);
    }

    Path file(String name) {
        return new Path(path, name);
    }

    /** What fills a folder, and ends with {@link #commit}. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Fills the folder. If that fails it leaves nothing; if it is killed, the next run into the same folder clears away
     * what it left.
     *
     * @throws IllegalArgumentException if there is something else, or if it can't be made
     */
    public <T> T fill(Work<T> work) throws IOException {
        begin();
        try {
            return work.run();
        } catch (Throwable e) { // Spark's exceptions are checked and undeclared
            delete();
            throw e;
        }
    }

    /**
     * Makes the folder, or clears away what a run left in it that didn't finish.
     *
     * @throws IllegalArgumentException if there is something else, or if it can't be made
     */
    void begin() throws IOException {
        requireFree();
        try {
            if (!fileSystem.mkdirs(path)) {
                throw new IOException("the folder can't be made");
            }
            clear();
            write(UNFINISHED, run);
            fileSystem.mkdirs(file(ATTEMPTS));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "output (" + path + ") can't be written (" + e.getMessage() + "): name a folder that can be", e);
        }
    }

    private void requireFree() throws IOException {
        if (!fileSystem.exists(path)) {
            return;
        }
        if (fileSystem.getFileStatus(path).isFile()) {
            throw taken("is a file");
        }
        FileStatus[] files = fileSystem.listStatus(path);
        if (fileSystem.exists(file(Manifest.FILE))) {
            throw taken("is whole (" + Manifest.FILE + " and " + (files.length - 1) + " more files)");
        }
        if (files.length > 0 && !fileSystem.exists(file(UNFINISHED))) {
            String names = Arrays.stream(files)
                    .map(file -> file.getPath().getName())
                    .sorted()
                    .limit(3)
                    .collect(Collectors.joining(", "));
            throw taken("holds " + files.length + " files of something else (" + names
                    + (files.length > 3 ? ", ..." : "") + ")");
        }
    }

    private IllegalArgumentException taken(String contents) {
        return new IllegalArgumentException(
                "output (" + path + ") exists and " + contents + ": delete it or name another folder");
    }

    /** A new file of an attempt. */
    public Attempt attempt(long task, String name) {
        return new Attempt(run + "-" + task + "-" + name.replace('/', '-'), name);
    }

    Path file(Attempt attempt) {
        return new Path(file(ATTEMPTS), attempt.file());
    }

    /** Begins a file. The folder must still be there, lest a task that outlives its run brings it back. */
    public OutputStream create(Attempt attempt) throws IOException {
        return create(file(attempt));
    }

    private OutputStream create(Path file) throws IOException {
        return fileSystem
                .createFile(file)
                .overwrite(true)
                .bufferSize(BUFFER_BYTES)
                .build();
    }

    /** Writes a small file. */
    public void write(String name, String text) throws IOException {
        try (OutputStream out = create(file(name))) {
            out.write(text.getBytes(UTF_8));
        }
    }

    /** Gives the files of the attempts that count their names, and ends with the manifest. */
    public void commit(List<Attempt> attempts, String manifest) throws IOException {
        if (!isOurs()) {
            throw new IOException("another run has begun to write to " + path + ": let one finish");
        }
        rename(attempts);
        fileSystem.delete(file(ATTEMPTS), true);
        write(UNFINISHED, manifest);
        rename(file(UNFINISHED), file(Manifest.FILE));
    }

    private void rename(List<Attempt> attempts) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(RENAMES_AT_ONCE);
        try {
            List<Future<Void>> renames = new ArrayList<>();
            for (Attempt attempt : attempts) {
                renames.add(threads.submit(() -> {
                    Path to = file(attempt.name());
                    fileSystem.mkdirs(to.getParent());
                    rename(file(attempt), to);
                    return null;
                }));
            }
            for (Future<Void> rename : renames) {
                rename.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + path + " was committed", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private void rename(Path from, Path to) throws IOException {
        if (!fileSystem.rename(from, to)) {
            throw new IOException("can't rename " + from + " to " + to);
        }
    }

    /** Deletes everything, unless another run has taken over. */
    void delete() throws IOException {
        if (isOurs()) {
            clear();
            fileSystem.delete(path, true);
        }
    }

    /** Deletes what is in the folder; what marks it goes only with the folder. */
    private void clear() throws IOException {
        for (FileStatus file : fileSystem.listStatus(path)) {
            if (!file.getPath().getName().equals(UNFINISHED)) {
                fileSystem.delete(file.getPath(), true);
            }
        }
    }

    private boolean isOurs() throws IOException {
        try (InputStream in = fileSystem.open(file(UNFINISHED))) {
            return new String(in.readNBytes(run.length() + 1), UTF_8).equals(run);
        } catch (FileNotFoundException e) {
            return false;
        }
    }
}
