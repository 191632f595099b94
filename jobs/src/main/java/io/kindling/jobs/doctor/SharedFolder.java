package io.kindling.jobs.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kindling.jobs.parallel.CheckpointFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Whether all JVMs of a run can write to a folder, rename there, and see what the others wrote: the driver writes a file,
 * each executor reads it and writes one of its own, and the driver reads those.
 */
final class SharedFolder {
    private static final String REMEDY =
            "choose a folder that the user of this run may write to, on a file system that all machines share";

    private final Path folder;
    private final Configuration hadoop;

    private SharedFolder(Path folder, Configuration hadoop) {
        this.folder = folder;
        this.hadoop = hadoop;
    }

    /** What an executor made of it; the fault is null where there is none. */
    private record Attempt(String file, String fault) implements Serializable {}

    /** Tries {@code path}, or the nearest folder above it that exists; nothing stays there. */
    static List<Finding> findings(Survey survey, Configuration hadoop, String path) {
        try {
            Path given = new Path(path);
            Path whole = CheckpointFile.fileSystem(hadoop, given).makeQualified(given);
            return new SharedFolder(nearest(whole, hadoop), hadoop).findings(survey);
        } catch (IOException e) {
            return List.of(bad("driver", path, e));
        }
    }

    private static Path nearest(Path path, Configuration hadoop) throws IOException {
        FileSystem files = CheckpointFile.fileSystem(hadoop, path);
        Path folder = path;
        while (!files.exists(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        return folder;
    }

    private List<Finding> findings(Survey survey) throws IOException {
        String name = "_kindling-doctor-" + UUID.randomUUID();
        FileSystem files = CheckpointFile.fileSystem(hadoop, folder);
        List<Finding> findings = new ArrayList<>();
        try {
            Path probe = new Path(folder, name);
            write(files, probe);
            findings.add(Finding.ok("driver", "run folder", folder + " can be written, and renamed in"));
            if (!survey.isLocal()) {
                String target = probe.toString();
                for (Survey.Answer<Attempt> answer : survey.ask(() -> attempt(target))) {
                    findings.add(judge(files, probe, answer));
                }
            }
        } catch (IOException e) {
            findings.add(bad("driver", folder.toString(), e));
        } finally {
            files.delete(new Path(folder, name), true);
        }
        return findings;
    }

    /** A folder with a file that got its name at the end. */
    private static void write(FileSystem files, Path probe) throws IOException {
        if (!files.mkdirs(probe)) {
            throw new IOException("no folder can be made there");
        }
        CheckpointFile.write(files, probe, "driver", out -> out.write("driver".getBytes(UTF_8)));
    }

    /** On an executor. */
    private static Attempt attempt(String probe) {
        Path folder = new Path(probe);
        String name = "executor-" + SparkEnv.get().executorId();
        try {
            FileSystem files = CheckpointFile.fileSystem(SparkHadoopUtil.get().conf(), folder);
            if (!files.exists(new Path(folder, "driver"))) {
                throw new FileNotFoundException("what the driver wrote isn't there");
            }
            CheckpointFile.write(files, folder, name, out -> out.write(name.getBytes(UTF_8)));
            return new Attempt(name, null);
        } catch (IOException e) {
            return new Attempt(name, e.getMessage());
        }
    }

    private Finding judge(FileSystem files, Path probe, Survey.Answer<Attempt> answer) throws IOException {
        String where = "executor " + answer.executor();
        String fault = answer.value().fault();
        if (fault == null && !files.exists(new Path(probe, answer.value().file()))) {
            fault = "the driver doesn't see what is written there";
        }
        return fault == null
                ? Finding.ok(where, "run folder", folder + " can be written, and renamed in")
                : new Finding(where, "run folder", folder + " can't be used: " + fault, REMEDY);
    }

    private static Finding bad(String where, String folder, IOException e) {
        return new Finding(where, "run folder", folder + " can't be written: " + e.getMessage(), REMEDY);
    }
}
