package io.kindling.jobs.parallel;

import io.kindling.checkpoint.BadModelException;
import io.kindling.checkpoint.Safetensors;
import io.kindling.model.GptConfig;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * What the optimizers remember, as safetensors files of flat vectors: {@code replica-0000.safetensors} with a replica's
 * counters, its window of losses and norms and AdamW's two moments, {@code outer-0000.safetensors} with a slice of the outer
 * momentum.
 */
final class StateFile {
    private static final String COUNTERS = "counters";
    private static final String WINDOW = "window";
    private static final String MEAN = "mean";
    private static final String VARIANCE = "variance";
    private static final String MOMENTUM = "momentum";

    private StateFile() {}

    static CheckpointFile write(String folder, ReplicaState state) throws IOException {
        List<Safetensors.Output> vectors = new ArrayList<>();
        vectors.add(vector(COUNTERS, List.of(new Floats(digits(state.steps(), state.updates())))));
        vectors.add(vector(WINDOW, List.of(state.window())));
        vectors.add(vector(MEAN, state.mean()));
        vectors.add(vector(VARIANCE, state.variance()));
        return write(folder, replicaName(state.replica()), vectors);
    }

    static CheckpointFile write(String folder, OuterSlice slice) throws IOException {
        return write(folder, sliceName(slice.number()), List.of(vector(MOMENTUM, List.of(slice.momentum()))));
    }

    private static CheckpointFile write(String folder, String name, List<Safetensors.Output> vectors)
            throws IOException {
        Path path = new Path(folder);
        FileSystem files = CheckpointFile.fileSystem(SparkHadoopUtil.get().conf(), path);
        return CheckpointFile.write(files, path, name, out -> Safetensors.write(out, vectors));
    }

    static ReplicaState readReplica(String folder, int replica, GptConfig model) throws IOException {
        String name = replicaName(replica);
        Slicing slicing = Slicing.of(model);
        Map<String, float[][]> vectors = read(folder, name, slicing);
        float[] counters = vectors.get(COUNTERS)[0];
        float[][] window = vectors.get(WINDOW);
        return new ReplicaState(
                replica,
                number(counters, 0),
                number(counters, 3),
                floats(vectors.get(MEAN)),
                floats(vectors.get(VARIANCE)),
                window.length == 0 ? new Floats() : new Floats(window[0]));
    }

    static OuterSlice readSlice(String folder, int number, GptConfig model) throws IOException {
        Slicing one = new Slicing(Slicing.of(model).length(number));
        return OuterSlice.of(
                number, new Floats(read(folder, sliceName(number), one).get(MOMENTUM)[0]));
    }

    private static String replicaName(int replica) {
        return "replica-%04d.safetensors".formatted(replica);
    }

    private static String sliceName(int number) {
        return "outer-%04d.safetensors".formatted(number);
    }

    private static List<Floats> floats(float[][] slices) {
        return Arrays.stream(slices).map(Floats::new).toList();
    }

    private static Safetensors.Output vector(String name, List<Floats> slices) {
        long size = slices.stream().mapToLong(slice -> slice.values().length).sum();
        SliceCursor cursor = new SliceCursor(slices.stream().map(Floats::values).toArray(float[][]::new));
        return new Safetensors.Output(name, List.of(size), cursor::read);
    }

    /** Vectors of all numbers may be absent, as before the first update; others are short and of one slice. */
    private static Map<String, float[][]> read(String folder, String name, Slicing slicing) throws IOException {
        Path file = new Path(folder, name);
        FileSystem files = CheckpointFile.fileSystem(SparkHadoopUtil.get().conf(), file);
        Map<String, float[][]> vectors = new HashMap<>();
        try (InputStream in = files.open(file)) {
            Safetensors.read(in, files.getFileStatus(file).getLen(), file.toString(), entry -> {
                boolean isShort = entry.name().equals(COUNTERS) || entry.name().equals(WINDOW);
                if (isShort ? entry.size() > 1000 : entry.size() != 0 && entry.size() != slicing.numbers()) {
                    throw new BadModelException(
                            file + ": " + entry.name() + " " + entry.shape() + " isn't part of this model's state");
                }
                float[][] slices = new Slicing(entry.size()).zeros();
                vectors.put(entry.name(), slices);
                return new SliceCursor(slices)::write;
            });
        }
        return vectors;
    }

    /** Counts in base 2²⁰, three digits each, which float32 holds exactly. */
    private static float[] digits(long... counts) {
        float[] digits = new float[3 * counts.length];
        for (int i = 0; i < counts.length; i++) {
            digits[3 * i] = counts[i] >>> 40;
            digits[3 * i + 1] = (counts[i] >>> 20) & 0xfffff;
            digits[3 * i + 2] = counts[i] & 0xfffff;
        }
        return digits;
    }

    private static long number(float[] digits, int at) {
        return ((long) digits[at] << 40) + ((long) digits[at + 1] << 20) + (long) digits[at + 2];
    }
}
