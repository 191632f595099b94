package io.kindling.checkpoint;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.model.GptConfig;
import io.kindling.model.Parameters;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A model as {@code GPT2LMHeadModel.save_pretrained} lays it down: the same files, tensor names, order and metadata. A model without
 * biases gets biases of zero, which make the same function: GPT-2 has no other form.
 */
public final class HuggingFaceFolder {
    public static final String GENERATION_CONFIG = "generation_config.json";
    public static final String TOKENIZER_CONFIG = "tokenizer_config.json";
    private static final String PREFIX = "transformer.";
    private static final JsonMapper JSON = new JsonMapper();

    private HuggingFaceFolder() {}

    /** The text of {@code config.json}. */
    public static String config(GptConfig config, int endOfText) {
        return ModelFiles.config(config.withBias(), endOfText);
    }

    /** The text of {@code generation_config.json}. */
    public static String generationConfig(int endOfText) {
        ObjectNode json = JSON.createObjectNode();
        json.put("_from_model_config", true);
        json.put("bos_token_id", endOfText);
        json.put("eos_token_id", endOfText);
        return json.toPrettyString() + "\n";
    }

    /**
     * The text of {@code tokenizer_config.json}.
     *
     * @param endOfText the text of the token that opens and closes a document
     * @param isGpt2 whether the tokenizer splits text as GPT-2's; any other is taken from {@code tokenizer.json} as it stands
     */
    public static String tokenizerConfig(GptConfig config, String endOfText, boolean isGpt2) {
        ObjectNode json = JSON.createObjectNode();
        json.put("add_prefix_space", false);
        json.put("bos_token", endOfText);
        json.put("clean_up_tokenization_spaces", false);
        json.put("eos_token", endOfText);
        json.put("model_max_length", config.contextLength());
        json.put("tokenizer_class", isGpt2 ? "GPT2Tokenizer" : "PreTrainedTokenizerFast");
        json.put("unk_token", endOfText);
        return json.toPrettyString() + "\n";
    }

    /**
     * Writes {@code model.safetensors}.
     *
     * @param parameters all numbers in the order of {@link Parameters#layout}
     */
    public static void write(GptConfig config, float[] parameters, OutputStream out) throws IOException {
        Map<String, Parameters.Entry> own =
                Parameters.layout(config).stream().collect(Collectors.toMap(Parameters.Entry::name, entry -> entry));
        List<Safetensors.Output> tensors = Parameters.layout(config.withBias()).stream()
                .map(entry -> new Safetensors.Output(
                        PREFIX + entry.name(), ModelFiles.shape(entry), source(parameters, own.get(entry.name()))))
                .sorted(Comparator.comparing(Safetensors.Output::name))
                .toList();
        Safetensors.write(out, tensors);
    }

    private static Safetensors.Source source(float[] parameters, Parameters.Entry entry) {
        return entry == null
                ? (into, count) -> Arrays.fill(into, 0, count, 0)
                : new ModelFiles.Cursor(parameters, entry)::read;
    }
}
