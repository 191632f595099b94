package io.kindling.checkpoint;

import io.kindling.model.GptConfig;
import io.kindling.model.Parameters;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** The two files that make a model: {@code config.json} and {@code model.safetensors}, as Hugging Face's GPT-2 has them. */
public final class ModelFiles {
    public static final String CONFIG = "config.json";
    public static final String PARAMETERS = "model.safetensors";

    private ModelFiles() {}

    /**
     * The text of {@code config.json}.
     *
     * @param endOfText the token id that opens and closes a document
     */
    public static String config(GptConfig config, int endOfText) {
        return ConfigJson.write(config, endOfText);
    }

    /**
     * The configuration of a GPT-2 {@code config.json}.
     *
     * @param name of the file, for messages
     * @throws BadModelException if it isn't one, or is of a model that isn't computed here as it is elsewhere
     */
    public static GptConfig readConfig(String text, String name) {
        return ConfigJson.read(text, name);
    }

    /**
     * Writes {@code model.safetensors}.
     *
     * @param parameters all numbers in the order of {@link Parameters#layout}
     */
    public static void write(GptConfig config, float[] parameters, OutputStream out) throws IOException {
        List<Safetensors.Output> tensors = new ArrayList<>();
        for (Parameters.Entry entry : Parameters.layout(config)) {
            Cursor cursor = new Cursor(parameters, entry);
            tensors.add(new Safetensors.Output(entry.name(), shape(entry), cursor::read));
        }
        Safetensors.write(out, tensors);
    }

    /**
     * Reads {@code model.safetensors}: every tensor of the configuration, in its shape, and no other; see
     * {@link IncomingParameters}.
     *
     * @param length of the file in bytes
     * @param name of the file, for messages
     * @return all numbers in the order of {@link Parameters#layout}
     */
    public static float[] read(GptConfig config, InputStream in, long length, String name) throws IOException {
        IncomingParameters parameters = new IncomingParameters(config, length, name);
        parameters.add(in, length, name);
        return parameters.whole();
    }

    static List<Long> shape(Parameters.Entry entry) {
        return entry.rank() == 1
                ? List.of((long) entry.columns())
                : List.of((long) entry.rows(), (long) entry.columns());
    }

    /** Goes through a tensor's place in the flat vector. */
    static final class Cursor {
        private final float[] parameters;
        private int next;

        Cursor(float[] parameters, Parameters.Entry entry) {
            this.parameters = parameters;
            this.next = Math.toIntExact(entry.offset());
        }

        void read(float[] into, int count) {
            System.arraycopy(parameters, next, into, 0, count);
            next += count;
        }

        void write(float[] values, int count) {
            System.arraycopy(values, 0, parameters, next, count);
            next += count;
        }
    }
}
