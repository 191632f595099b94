package io.kindling.jobs;

import io.kindling.checkpoint.ModelFiles;
import io.kindling.jobs.parallel.Floats;
import io.kindling.model.GptConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder of a run.
 *
 * <pre>
 *   config.yaml                     the resolved configuration
 *   metrics.jsonl                   a line for each round
 *   checkpoints/step-000000200/     a model as a Hugging Face folder, and each replica's state beside it
 * </pre>
 *
 * <p>A checkpoint is written under a name that starts with "_" and renamed when it is whole. The newest two are kept.
 */
final class RunFolder {
    static final String TOKENIZER = "tokenizer.json";
    private static final String CHECKPOINTS = "checkpoints";
    private static final String PREFIX = "step-";
    private static final int KEPT = 2;

    private final FileSystem files;
    private final Path folder;

    private RunFolder(FileSystem files, Path folder) {
        this.files = files;
        this.folder = folder;
    }

    /** A new folder; fails at once where there is one already or none can be made. */
    static RunFolder create(Configuration hadoop, String path) throws IOException {
        Path folder = new Path(path);
        FileSystem files = folder.getFileSystem(hadoop);
        if (files.exists(folder)) {
            throw new IllegalArgumentException(
                    "run (" + path + ") exists already; choose another folder, or delete this one first");
        }
        try {
            if (!files.mkdirs(new Path(folder, CHECKPOINTS))) {
                throw new IOException("no folder was made");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "run (" + path + ") can't be created: " + e.getMessage() + "; choose a folder that can be written",
                    e);
        }
        return new RunFolder(files, files.makeQualified(folder));
    }

    /** Writes or replaces a text file. */
    void write(String name, String text) throws IOException {
        write(new Path(folder, name), text);
    }

    private void write(Path file, String text) throws IOException {
        try (OutputStream out = files.create(file, true)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Writes a checkpoint.
     *
     * @param states writes the replicas' states into the folder it is given
     * @return the finished folder
     */
    Path checkpoint(
            long step, GptConfig config, int endOfText, String tokenizerJson, Floats parameters, Consumer<Path> states)
            throws IOException {
        String name = PREFIX + "%09d".formatted(step);
        Path unfinished = new Path(folder, CHECKPOINTS + "/_" + name);
        files.mkdirs(unfinished);
        write(new Path(unfinished, ModelFiles.CONFIG), ModelFiles.config(config, endOfText));
        write(new Path(unfinished, TOKENIZER), tokenizerJson);
        try (OutputStream out = files.create(new Path(unfinished, ModelFiles.PARAMETERS), true)) {
            ModelFiles.write(config, parameters.values(), out);
        }
        states.accept(unfinished);
        Path finished = new Path(folder, CHECKPOINTS + "/" + name);
        if (!files.rename(unfinished, finished)) {
            throw new IOException(unfinished + " can't be renamed to " + finished);
        }
        List<Path> all = checkpoints(files, folder);
        for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
            files.delete(old, true);
        }
        return finished;
    }

    /** The finished checkpoints of a run, oldest first; none where the folder isn't a run's. */
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
}
