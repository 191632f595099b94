package io.kindling.jobs.parallel;

import io.kindling.checkpoint.BadModelException;
import io.kindling.checkpoint.IncomingParameters;
import io.kindling.checkpoint.ModelFiles;
import io.kindling.checkpoint.SafetensorsIndex;
import io.kindling.model.GptConfig;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The parameters in a Hugging Face folder: one safetensors file, or several that an index names. */
public final class ParameterFolder {
    private static final int LARGEST_INDEX = 1 << 24;

    private ParameterFolder() {}

    /**
     * Reads them.
     *
     * @return all numbers in the order of {@link io.kindling.model.Parameters#layout}
     * @throws BadModelException if they aren't those of such a model
     */
    public static float[] read(Configuration hadoop, Path folder, GptConfig config) throws IOException {
        FileSystem files = CheckpointFile.fileSystem(hadoop, folder);
        List<Path> parts = parts(files, folder);
        long bytes = 0;
        for (Path part : parts) {
            bytes = Math.addExact(bytes, length(files, part));
        }
        IncomingParameters parameters = new IncomingParameters(config, bytes, folder.toString());
        for (Path part : parts) {
            try (InputStream in = files.open(part)) {
                parameters.add(in, length(files, part), part.toString());
            }
        }
        return parameters.whole();
    }

    private static List<Path> parts(FileSystem files, Path folder) throws IOException {
        Path index = new Path(folder, SafetensorsIndex.FILE);
        Path single = new Path(folder, ModelFiles.PARAMETERS);
        if (files.exists(single) || !files.exists(index)) {
            return List.of(single);
        }
        if (length(files, index) > LARGEST_INDEX) {
            throw new BadModelException(index + ": has " + length(files, index) + " bytes, more than " + LARGEST_INDEX);
        }
        try (InputStream in = files.open(index)) {
            String text = new String(in.readNBytes(LARGEST_INDEX), StandardCharsets.UTF_8);
            return SafetensorsIndex.files(text, index.toString()).stream()
                    .map(name -> new Path(folder, name))
                    .toList();
        }
    }

    private static long length(FileSystem files, Path file) throws IOException {
        try {
            return files.getFileStatus(file).getLen();
        } catch (FileNotFoundException e) {
            throw new BadModelException(
                    file + " is missing: " + file.getParent()
                            + " is neither a run with a finished checkpoint nor a model; only safetensors are read",
                    e);
        }
    }
}
