package io.kindling.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kindling.jobs.parallel.CheckpointFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file that isn't there until it is whole: it is written under a temporary name beside its own, then renamed.
 *
 * <p>The temporary file is made at once, so an output that can't be written is refused before the work, not after it.
 */
final class OutputFile implements AutoCloseable {
    private final FileSystem files;
    private final Path path;
    private final Path temporary;

    private OutputFile(FileSystem files, Path path) {
        this.files = files;
        this.path = path;
        this.temporary = new Path(path.getParent(), "." + path.getName() + ".part");
    }

    /**
     * Claims {@code output}.
     *
     * @throws IllegalArgumentException if it exists or can't be written
     */
    static OutputFile claim(Configuration hadoop, String output) throws IOException {
        Path path = new Path(output);
        FileSystem files = path.getFileSystem(hadoop);
        if (files instanceof LocalFileSystem local) {
            files = local.getRawFileSystem(); // the other one leaves a .crc file beside each
        }
        if (files.exists(path)) {
            throw new IllegalArgumentException(
                    "output (%s) already exists: remove it or name another".formatted(output));
        }
        OutputFile file = new OutputFile(files, files.makeQualified(path));
        try {
            files.create(file.temporary, true).close();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "output (%s) cannot be written: %s; name one in a folder of yours"
                            .formatted(output, e.getMessage()),
                    e);
        }
        return file;
    }

    /** Writes {@code text} in UTF-8, and only then gives the file its name. */
    void publish(String text) throws IOException {
        publish(out -> out.write(text.getBytes(UTF_8)));
    }

    /** Writes {@code content}, and only then gives the file its name. */
    void publish(CheckpointFile.Content content) throws IOException {
        try (OutputStream stream = new BufferedOutputStream(files.create(temporary, true))) {
            content.write(stream);
        }
        if (!files.rename(temporary, path)) {
            throw new IOException("cannot rename %s to %s".formatted(temporary, path));
        }
    }

    /** Removes what wasn't published. */
    @Override
    public void close() throws IOException {
        files.delete(temporary, false);
    }
}
