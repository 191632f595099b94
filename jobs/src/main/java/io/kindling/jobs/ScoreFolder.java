package io.kindling.jobs;

import io.kindling.jobs.parallel.CheckpointFile;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where a scoring writes.
 *
 * <pre>
 *   OUTPUT.unfinished/_plan.json            what decides the rest
 *   OUTPUT.unfinished/part-00012-….parquet  of piece 12; whole, since Spark gives a file its name when its task commits
 *   OUTPUT/                                 the same folder, renamed when all pieces are there
 * </pre>
 */
final class ScoreFolder {
    private static final String PLAN = "_plan.json";
    private static final Pattern PART = Pattern.compile("part-(\\d{5,})-(.*)-c\\d+.*"); // piece, job
    private static final int LARGEST_PLAN = 1 << 20;

    private final FileSystem files;
    private final Path path;
    private final Path unfinished;

    private ScoreFolder(FileSystem files, Path path) {
        this.files = files;
        this.path = path;
        this.unfinished = new Path(path.getParent(), path.getName() + ".unfinished");
    }

    /**
     * Begins an output, or takes up one that wasn't finished.
     *
     * @throws IllegalArgumentException if it exists, or was begun by another scoring, or can't be made
     */
    static ScoreFolder claim(Configuration hadoop, Score.Settings settings, ScorePlan plan) throws IOException {
        Path path = new Path(settings.output());
        FileSystem files = CheckpointFile.fileSystem(hadoop, path);
        ScoreFolder folder = new ScoreFolder(files, files.makeQualified(path));
        if (files.exists(path)) {
            throw new IllegalArgumentException(
                    "output (%s) already exists: remove it or name another".formatted(settings.output()));
        }
        Path file = new Path(folder.unfinished, PLAN);
        if (!files.exists(folder.unfinished)) {
            folder.begin(hadoop, settings.output(), plan);
        } else if (!settings.resume()) {
            throw new IllegalArgumentException(
                    "output (%s) was begun by a scoring that did not finish: go on with it by resume=true, or remove %s"
                            .formatted(settings.output(), folder.unfinished));
        } else {
            plan.requireSame(BoundedText.read(files, file, LARGEST_PLAN), file.toString());
        }
        return folder;
    }

    private void begin(Configuration hadoop, String output, ScorePlan plan) throws IOException {
        try {
            files.mkdirs(unfinished);
            CheckpointFile.write(hadoop, unfinished, PLAN, plan.text());
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "output (%s) cannot be written: %s; name one in a folder of yours"
                            .formatted(output, e.getMessage()),
                    e);
        }
    }

    /** The folder that tasks write to. */
    String unfinished() {
        return unfinished.toString();
    }

    /**
     * The pieces that are there.
     *
     * @throws IOException if two jobs have written one
     */
    BitSet finished() throws IOException {
        BitSet finished = new BitSet();
        Map<Integer, String> jobs = new HashMap<>();
        for (FileStatus file : files.listStatus(unfinished)) {
            Matcher part = PART.matcher(file.getPath().getName());
            if (part.matches()) {
                int piece = Integer.parseInt(part.group(1));
                String other = jobs.put(piece, part.group(2));
                if (other != null && !other.equals(part.group(2))) {
                    throw new IOException(
                            "%s is there a second time, as two scorings wrote it at once: when both have stopped, remove this file and go on by resume=true"
                                    .formatted(file.getPath()));
                }
                finished.set(piece);
            }
        }
        return finished;
    }

    /** Gives the folder its name. */
    void publish() throws IOException {
        if (!files.rename(unfinished, path)) {
            throw new IOException("cannot rename %s to %s".formatted(unfinished, path));
        }
    }
}
