package io.kindling.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.model.GptConfig;
import io.kindling.model.Parameters;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The two files that make a model: {@code config.json} and {@code model.safetensors}, as Hugging Face's GPT-2 has them. */
public final class ModelFiles {
    public static final String CONFIG = "config.json";
    public static final String PARAMETERS = "model.safetensors";
    private static final String PREFIX = "transformer.";
    private static final JsonMapper JSON = new JsonMapper();

    private ModelFiles() {}

    /**
     * The text of {@code config.json}.
     *
     * @param endOfText the token id that opens and closes a document
     */
    public static String config(GptConfig config, int endOfText) {
        ObjectNode json = JSON.createObjectNode();
        json.putArray("architectures").add("GPT2LMHeadModel");
        json.put("model_type", "gpt2");
        json.put("vocab_size", config.vocabularySize());
        json.put("n_positions", config.contextLength());
        json.put("n_ctx", config.contextLength());
        json.put("n_embd", config.width());
        json.put("n_layer", config.layers());
        json.put("n_head", config.heads());
        json.putNull("n_inner");
        json.put("activation_function", "gelu_new");
        json.put("layer_norm_epsilon", 1e-5);
        for (String place : List.of("resid_pdrop", "embd_pdrop", "attn_pdrop")) {
            json.put(place, config.dropout());
        }
        json.put("initializer_range", 0.02);
        json.put("scale_attn_weights", true);
        json.put("use_bias", config.bias());
        json.put("bos_token_id", endOfText);
        json.put("eos_token_id", endOfText);
        json.put("tie_word_embeddings", true);
        json.put("torch_dtype", "float32");
        return json.toPrettyString() + "\n";
    }

    /**
     * The configuration of a GPT-2 {@code config.json}.
     *
     * @param name of the file, for messages
     */
    public static GptConfig readConfig(String text, String name) {
        try {
            JsonNode json = JSON.readTree(text);
            String type = json.path("model_type").asText();
            if (!type.equals("gpt2")) {
                throw new BadModelException(name + ": model_type (" + type + ") must be gpt2");
            }
            return new GptConfig(
                    whole(json, "vocab_size", name),
                    whole(json, "n_positions", name),
                    whole(json, "n_embd", name),
                    whole(json, "n_head", name),
                    whole(json, "n_layer", name),
                    json.path("resid_pdrop").asDouble(0),
                    json.path("use_bias").asBoolean(true));
        } catch (JsonProcessingException e) {
            throw new BadModelException(name + ": isn't JSON: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new BadModelException(name + ": " + e.getMessage(), e);
        }
    }

    private static int whole(JsonNode json, String key, String name) {
        JsonNode node = json.path(key);
        if (!node.isInt()) {
            throw new BadModelException(name + ": " + key + " (" + node + ") must be a whole number");
        }
        return node.asInt();
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
     * Reads {@code model.safetensors}: every tensor of the configuration, in its shape, and no other. Names may carry the
     * prefix {@code transformer.}; causal masks and a tied {@code lm_head} are passed over.
     *
     * @param length of the file in bytes
     * @param name of the file, for messages
     * @return all numbers in the order of {@link Parameters#layout}
     */
    public static float[] read(GptConfig config, InputStream in, long length, String name) throws IOException {
        float[] parameters = new float[Math.toIntExact(Parameters.count(config))];
        Map<String, Parameters.Entry> missing =
                Parameters.layout(config).stream().collect(Collectors.toMap(Parameters.Entry::name, entry -> entry));
        Safetensors.read(in, length, name, found -> {
            String tensor = found.name().startsWith(PREFIX) ? found.name().substring(PREFIX.length()) : found.name();
            if (tensor.endsWith(".attn.bias")
                    || tensor.endsWith(".attn.masked_bias")
                    || tensor.equals("lm_head.weight")) {
                return null;
            }
            Parameters.Entry entry = missing.remove(tensor);
            if (entry == null) {
                throw new BadModelException(name + ": " + found.name() + " isn't a tensor of " + config);
            }
            if (!found.shape().equals(shape(entry))) {
                throw new BadModelException(name + ": " + found.name() + " has shape " + found.shape() + " where "
                        + shape(entry) + " is needed");
            }
            return new Cursor(parameters, entry)::write;
        });
        if (!missing.isEmpty()) {
            throw new BadModelException(name + ": lacks " + String.join(", ", new TreeSet<>(missing.keySet())));
        }
        return parameters;
    }

    private static List<Long> shape(Parameters.Entry entry) {
        return entry.rank() == 1
                ? List.of((long) entry.columns())
                : List.of((long) entry.rows(), (long) entry.columns());
    }

    /** Goes through a tensor's place in the flat vector. */
    private static final class Cursor {
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
