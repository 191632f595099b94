package io.kindling.jobs.parallel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;

/**
 * A file of a checkpoint, as its manifest lists it.
 *
 * @param sha256 of its bytes, in hexadecimal
 */
public record CheckpointFile(String name, long bytes, String sha256) implements Serializable {
    private static final int CHUNK = 1 << 18;

    /** What stands in a file. */
    @FunctionalInterface
    public interface Content {
        void write(OutputStream out) throws IOException;
    }

    /** Names a file that was read; refuses a name that leads out of its folder. */
    public CheckpointFile {
        if (name.isEmpty() || name.contains("/") || name.startsWith(".")) {
            throw new IllegalArgumentException("name of a file (" + name + ") must be one in the folder itself");
        }
    }

    /** The file system of {@code path}; a local one without the {@code .crc} files that Hadoop would lay beside each. */
    public static FileSystem fileSystem(Configuration hadoop, Path path) throws IOException {
        FileSystem files = path.getFileSystem(hadoop);
        return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
    }

    /** Writes a text file in UTF-8. */
    public static CheckpointFile write(Configuration hadoop, Path folder, String name, String text) throws IOException {
        return write(fileSystem(hadoop, folder), folder, name, out -> out.write(text.getBytes(UTF_8)));
    }

    /** Writes a file under a name of this attempt's own, then renames it: a task that runs twice leaves one whole file. */
    public static CheckpointFile write(FileSystem files, Path folder, String name, Content content) throws IOException {
        TaskContext task = TaskContext.get();
        Path attempt = new Path(folder, "_" + name + "." + (task == null ? "driver" : task.taskAttemptId()));
        MessageDigest digest = newDigest();
        try (OutputStream out = new DigestOutputStream(files.create(attempt, true), digest)) {
            content.write(out);
        } catch (IOException | RuntimeException e) {
            files.delete(attempt, false);
            throw e;
        } catch (FSError e) { // how Hadoop's local file system says that the disk is full
            files.delete(attempt, false);
            throw new IOException(attempt + ": " + e.getCause().getMessage(), e);
        }
        Path file = new Path(folder, name);
        if (!files.rename(attempt, file)) { // HDFS renames only onto what isn't there
            files.delete(file, false);
            if (!files.rename(attempt, file)) {
                throw new IOException(attempt + " can't be renamed to " + file);
            }
        }
        return new CheckpointFile(
                name, files.getFileStatus(file).getLen(), HexFormat.of().formatHex(digest.digest()));
    }

    /** What is wrong with the file in {@code folder}, in words; nothing if it is as it was written. */
    public Optional<String> fault(FileSystem files, Path folder) throws IOException {
        Path file = new Path(folder, name);
        try {
            FileStatus status = files.getFileStatus(file);
            if (status.getLen() != bytes) {
                return Optional.of(file + " has " + status.getLen() + " bytes where " + bytes + " were written");
            }
            MessageDigest digest = newDigest();
            byte[] chunk = new byte[CHUNK];
            try (InputStream in = files.open(file)) {
                for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                    digest.update(chunk, 0, count);
                }
            }
            String found = HexFormat.of().formatHex(digest.digest());
            return found.equals(sha256)
                    ? Optional.empty()
                    : Optional.of(file + " has the SHA-256 " + found + " where " + sha256 + " was written");
        } catch (FileNotFoundException e) {
            return Optional.of(file + " is missing");
        }
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
