package io.kindling.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kindling.jobs.parallel.CheckpointFile;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder that isn't there until it is whole: it is filled under a temporary name beside its own, then renamed.
 *
 * <p>The temporary folder is made at once, so an output that can't be written is refused before the work, not after it.
 */
final class OutputFolder implements AutoCloseable {
    private final FileSystem files;
    private final Path path;
    private final Path temporary;

    private OutputFolder(FileSystem files, Path path) {
        this.files = files;
        this.path = path;
        this.temporary = new Path(path.getParent(), path.getName() + ".unfinished");
    }

    /**
     * Claims {@code output}.
     *
     * @throws IllegalArgumentException if it exists or can't be written
     */
    static OutputFolder claim(Configuration hadoop, String output) throws IOException {
        Path path = new Path(output);
        FileSystem files = CheckpointFile.fileSystem(hadoop, path);
        if (files.exists(path)) {
            throw new IllegalArgumentException(
                    "output (%s) already exists: remove it or name another".formatted(output));
        }
        OutputFolder folder = new OutputFolder(files, files.makeQualified(path));
        try {
            files.delete(folder.temporary, true);
            if (!files.mkdirs(folder.temporary)) {
                throw new IOException("no folder was made");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "output (%s) cannot be written: %s; name one in a folder of yours"
                            .formatted(output, e.getMessage()),
                    e);
        }
        return folder;
    }

    /** Where it is filled. */
    String unfinished() {
        return temporary.toString();
    }

    void write(String name, CheckpointFile.Content content) throws IOException {
        CheckpointFile.write(files, temporary, name, content);
    }

    void write(String name, String text) throws IOException {
        write(name, out -> out.write(text.getBytes(UTF_8)));
    }

    /** Gives the folder its name. */
    void publish() throws IOException {
        if (!files.rename(temporary, path)) {
            throw new IOException("cannot rename %s to %s".formatted(temporary, path));
        }
    }

    /** Removes what wasn't published. */
    @Override
    public void close() throws IOException {
        files.delete(temporary, true);
    }
}
