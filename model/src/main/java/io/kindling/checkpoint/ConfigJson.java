package io.kindling.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.model.GptConfig;
import java.util.List;
import java.util.Set;

/**
 * {@code config.json} as transformers writes it for a GPT-2. What a reader here would compute otherwise than transformers is
 * refused; what decides nothing is passed over.
 */
final class ConfigJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final double EPSILON = 1e-5;
    /** Two names of the tanh form of GELU. */
    private static final Set<String> GELU = Set.of("gelu_new", "gelu_pytorch_tanh");

    private final JsonNode json;
    private final String name;

    private ConfigJson(JsonNode json, String name) {
        this.json = json;
        this.name = name;
    }

    static String write(GptConfig config, int endOfText) {
        ObjectNode json = JSON.createObjectNode();
        json.put("activation_function", "gelu_new");
        json.putArray("architectures").add("GPT2LMHeadModel");
        json.put("attn_pdrop", config.dropout());
        json.put("bos_token_id", endOfText);
        json.put("embd_pdrop", config.dropout());
        json.put("eos_token_id", endOfText);
        json.put("initializer_range", 0.02);
        json.put("layer_norm_epsilon", EPSILON);
        json.put("model_type", "gpt2");
        json.put("n_ctx", config.contextLength());
        json.put("n_embd", config.width());
        json.put("n_head", config.heads());
        json.putNull("n_inner");
        json.put("n_layer", config.layers());
        json.put("n_positions", config.contextLength());
        json.put("resid_pdrop", config.dropout());
        json.put("scale_attn_weights", true);
        json.put("tie_word_embeddings", true);
        json.put("torch_dtype", "float32");
        json.put("use_bias", config.bias());
        json.put("use_cache", true);
        json.put("vocab_size", config.vocabularySize());
        return json.toPrettyString() + "\n";
    }

    static GptConfig read(String text, String name) {
        try {
            JsonNode json = JSON.readTree(text);
            if (!json.isObject()) {
                throw new BadModelException(name + ": must be a JSON object");
            }
            return new ConfigJson(json, name).config();
        } catch (JsonProcessingException e) {
            throw new BadModelException(name + ": isn't JSON: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new BadModelException(name + ": " + e.getMessage(), e);
        }
    }

    private GptConfig config() {
        require("model_type", json.path("model_type").asText().equals("gpt2"), "gpt2");
        require(
                "activation_function",
                GELU.contains(json.path("activation_function").asText("gelu_new")),
                "gelu_new");
        require("layer_norm_epsilon", json.path("layer_norm_epsilon").asDouble(EPSILON) == EPSILON, "1e-5");
        require("scale_attn_weights", json.path("scale_attn_weights").asBoolean(true), "true");
        require("tie_word_embeddings", json.path("tie_word_embeddings").asBoolean(true), "true");
        for (String off : List.of("scale_attn_by_inverse_layer_idx", "add_cross_attention")) {
            require(off, !json.path(off).asBoolean(false), "false");
        }
        int width = whole("n_embd");
        JsonNode inner = json.path("n_inner");
        require(
                "n_inner",
                inner.isMissingNode() || inner.isNull() || inner.asLong() == 4L * width,
                "null or 4 times n_embd");
        return new GptConfig(
                whole("vocab_size"),
                whole("n_positions"),
                width,
                whole("n_head"),
                whole("n_layer"),
                dropout(),
                json.path("use_bias").asBoolean(true));
    }

    private double dropout() {
        JsonNode dropout = json.path("resid_pdrop");
        require("resid_pdrop", dropout.isMissingNode() || dropout.isNumber(), "a number");
        return dropout.asDouble(0);
    }

    private int whole(String key) {
        JsonNode node = json.path(key);
        require(key, node.isInt(), "a whole number");
        return node.asInt();
    }

    private void require(String key, boolean rule, String needed) {
        if (!rule) {
            String value = json.path(key).toString();
            String some = value.length() > 100 ? value.substring(0, 100) + "..." : value;
            throw new BadModelException(name + ": " + key + " (" + some + ") must be " + needed);
        }
    }
}
