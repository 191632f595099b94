package io.kindling.jobs.parallel;

import io.kindling.checkpoint.BadModelException;
import io.kindling.checkpoint.Safetensors;
import io.kindling.model.GptConfig;
import io.kindling.model.Parameters;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.deploy.SparkHadoopUtil;

/** A replica's state as a safetensors file: AdamW's two moments as flat vectors, and the steps taken. */
final class StateFile {
    private static final String MEAN = "mean";
    private static final String VARIANCE = "variance";
    private static final String STEPS = "steps";

    private StateFile() {}

    private static String name(int replica) {
        return "replica-%04d.safetensors".formatted(replica);
    }

    /** Writes under a name of the attempt's own, then renames: a task that runs twice leaves one whole file. */
    static void write(String folder, ReplicaState state) throws IOException {
        Path file = new Path(folder, name(state.replica()));
        Path attempt =
                new Path(folder, "_" + file.getName() + "." + TaskContext.get().taskAttemptId());
        FileSystem files = file.getFileSystem(SparkHadoopUtil.get().conf());
        try (OutputStream out = files.create(attempt, true)) {
            Safetensors.write(
                    out,
                    List.of(
                            vector(STEPS, digits(state.steps())),
                            vector(MEAN, state.mean().values()),
                            vector(VARIANCE, state.variance().values())));
        }
        files.delete(file, false);
        if (!files.rename(attempt, file)) {
            throw new IOException(attempt + " can't be renamed to " + file);
        }
    }

    private static Safetensors.Output vector(String name, float[] values) {
        int[] next = {0};
        return new Safetensors.Output(name, List.of((long) values.length), (into, count) -> {
            System.arraycopy(values, next[0], into, 0, count);
            next[0] += count;
        });
    }

    /** A count in base 2²⁰, which float32 holds exactly. */
    private static float[] digits(long steps) {
        return new float[] {steps >>> 40, (steps >>> 20) & 0xfffff, steps & 0xfffff};
    }

    static ReplicaState read(String folder, int replica, GptConfig model) throws IOException {
        Path file = new Path(folder, name(replica));
        FileSystem files = file.getFileSystem(SparkHadoopUtil.get().conf());
        int size = Math.toIntExact(Parameters.count(model));
        Map<String, float[]> vectors = Map.of(STEPS, new float[3], MEAN, new float[size], VARIANCE, new float[size]);
        try (InputStream in = files.open(file)) {
            Safetensors.read(in, files.getFileStatus(file).getLen(), file.toString(), entry -> {
                float[] vector = vectors.get(entry.name());
                if (vector == null || entry.size() != vector.length) {
                    throw new BadModelException(
                            file + ": " + entry.name() + " " + entry.shape() + " isn't part of a replica's state");
                }
                int[] next = {0};
                return (values, count) -> {
                    System.arraycopy(values, 0, vector, next[0], count);
                    next[0] += count;
                };
            });
        }
        float[] steps = vectors.get(STEPS);
        long count = ((long) steps[0] << 40) + ((long) steps[1] << 20) + (long) steps[2];
        return new ReplicaState(replica, count, new Floats(vectors.get(MEAN)), new Floats(vectors.get(VARIANCE)));
    }
}
