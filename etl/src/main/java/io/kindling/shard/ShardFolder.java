package io.kindling.shard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder that shards are written to, and how it becomes whole: every file appears under its name only when it is
 * complete, and {@code manifest.json} appears last.
 *
 * @param fileSystem without Hadoop's own checksum files beside local ones, since shards have theirs
 */
record ShardFolder(FileSystem fileSystem, Path path) {
    static final String TOKENIZER = "tokenizer.json";

    /** What files are called until they are complete. */
    private static final String ATTEMPT = "_attempt-";

    private static final int BUFFER_BYTES = 1 << 20;

    static ShardFolder at(Configuration hadoop, String folder) throws IOException {
        Path path = new Path(folder);
        FileSystem fileSystem = path.getFileSystem(hadoop);
        return new ShardFolder(
                fileSystem instanceof ChecksumFileSystem checksums ? checksums.getRawFileSystem() : fileSystem, path);
    }

    Path file(String name) {
        return new Path(path, name);
    }

    /**
     * Makes the folder.
     *
     * @throws IllegalArgumentException if there is one, or if it can't be made
     */
    void create() throws IOException {
        if (fileSystem.exists(path)) {
            throw new IllegalArgumentException(
                    "output (" + path + ") exists and " + contents() + ": delete it or name another folder");
        }
        try {
            if (!fileSystem.mkdirs(path)) {
                throw new IOException("the folder can't be made");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "output (" + path + ") can't be written (" + e.getMessage() + "): name a folder that can be", e);
        }
    }

    private String contents() throws IOException {
        if (fileSystem.getFileStatus(path).isFile()) {
            return "is a file";
        }
        FileStatus[] files = fileSystem.listStatus(path);
        if (fileSystem.exists(file(Manifest.FILE))) {
            return "holds shards (" + Manifest.FILE + " and " + (files.length - 1) + " more files)";
        }
        return files.length == 0
                ? "is empty"
                : "holds " + files.length + " files without a " + Manifest.FILE
                        + ", left by a run that didn't finish or by something else ("
                        + Arrays.stream(files)
                                .map(file -> file.getPath().getName())
                                .sorted()
                                .limit(3)
                                .collect(Collectors.joining(", "))
                        + (files.length > 3 ? ", ..." : "") + ")";
    }

    /** The name of a file while {@code attempt}, a number given to nobody else, writes it. */
    static String attemptName(long attempt, String name) {
        return ATTEMPT + attempt + "-" + name;
    }

    /**
     * Gives a complete file its name. Another attempt may have been faster: both wrote the same bytes, and one stays.
     */
    void publish(String attemptName, String name) throws IOException {
        Path attempt = file(attemptName);
        if (fileSystem.rename(attempt, file(name))) {
            return;
        }
        if (!fileSystem.exists(file(name))
                || fileSystem.getFileStatus(file(name)).getLen()
                        != fileSystem.getFileStatus(attempt).getLen()) {
            throw new IOException("can't rename " + attempt + " to " + name);
        }
        fileSystem.delete(attempt, false);
    }

    /** Begins a file. The folder must still be there, lest a task that outlives a failed run brings it back. */
    OutputStream begin(String attemptName) throws IOException {
        return fileSystem
                .createFile(file(attemptName))
                .overwrite(true)
                .bufferSize(BUFFER_BYTES)
                .build();
    }

    /** Writes a small file and gives it its name. */
    void write(String name, String text) throws IOException {
        String attemptName = attemptName(0, name);
        try (OutputStream out = begin(attemptName)) {
            out.write(text.getBytes(UTF_8));
        }
        publish(attemptName, name);
    }

    /** Deletes what attempts left behind that were given up. */
    void deleteAttempts() throws IOException {
        for (FileStatus file : fileSystem.listStatus(path)) {
            if (file.getPath().getName().startsWith(ATTEMPT)) {
                fileSystem.delete(file.getPath(), false);
            }
        }
    }

    void delete() throws IOException {
        fileSystem.delete(path, true);
    }
}
