package io.kindling.checkpoint;

import io.kindling.model.GptConfig;
import io.kindling.model.Parameters;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The parameters of a GPT-2 as they come in from one safetensors file or several: every tensor of the configuration once, in its
 * shape, and no other. Names may carry the prefix {@code transformer.}; causal masks and a tied {@code lm_head} are passed
 * over.
 */
public final class IncomingParameters {
    private static final String PREFIX = "transformer.";
    private static final int SMALLEST_NUMBER = 2;

    private final GptConfig config;
    private final String from;
    private final float[] values;
    private final Map<String, Parameters.Entry> missing;
    /** Which file each tensor came from. */
    private final Map<String, String> arrived = new HashMap<>();

    /**
     * Makes room for them, if the files can hold as many at all.
     *
     * @param bytes of all files
     * @param from what they come from, for messages
     */
    public IncomingParameters(GptConfig config, long bytes, String from) {
        long count = Parameters.count(config);
        if (count > bytes / SMALLEST_NUMBER) {
            throw new BadModelException(
                    from + ": has " + bytes + " bytes, too few for the " + count + " parameters of " + config);
        }
        this.config = config;
        this.from = from;
        this.values = new float[Math.toIntExact(count)];
        this.missing =
                Parameters.layout(config).stream().collect(Collectors.toMap(Parameters.Entry::name, entry -> entry));
    }

    /**
     * Takes in the tensors of a file.
     *
     * @param length of the file in bytes
     * @param name of the file, for messages
     */
    public void add(InputStream in, long length, String name) throws IOException {
        Safetensors.read(in, length, name, found -> place(found, name));
    }

    private Safetensors.Sink place(Safetensors.Entry found, String file) {
        String tensor = found.name().startsWith(PREFIX) ? found.name().substring(PREFIX.length()) : found.name();
        if (tensor.endsWith(".attn.bias") || tensor.endsWith(".attn.masked_bias") || tensor.equals("lm_head.weight")) {
            return null;
        }
        Parameters.Entry entry = missing.remove(tensor);
        String before = arrived.put(tensor, file);
        if (before != null) {
            throw new BadModelException(file + ": " + found.name() + " was already in " + before);
        }
        if (entry == null) {
            throw new BadModelException(file + ": " + found.name() + " isn't a tensor of " + config);
        }
        if (!found.type().isFloat()) {
            throw new BadModelException(
                    file + ": " + found.name() + " has dtype " + found.type() + " where F32, F16 or BF16 is needed");
        }
        if (!found.shape().equals(ModelFiles.shape(entry))) {
            throw new BadModelException(file + ": " + found.name() + " has shape " + found.shape() + " where "
                    + ModelFiles.shape(entry) + " is needed");
        }
        return new ModelFiles.Cursor(values, entry)::write;
    }

    /** All numbers in the order of {@link Parameters#layout}. */
    public float[] whole() {
        if (!missing.isEmpty()) {
            throw new BadModelException(from + ": lacks " + String.join(", ", new TreeSet<>(missing.keySet())));
        }
        return values;
    }
}
