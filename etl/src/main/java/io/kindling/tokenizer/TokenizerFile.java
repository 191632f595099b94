package io.kindling.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * What every {@code tokenizer.json} has, whatever its model: the frame written here, and the checks on one being read.
 *
 * <p>Readers refuse what would change ids in a way that isn't reproduced; truncation, padding, the post-processor and
 * the decoder don't and are passed over. The JSON is compact, without white space, so that equal tokenizers have
 * equal bytes.
 */
record TokenizerFile(JsonNode root, String name) {
    /** More than a vocabulary of a million and its merges have, and few enough to be held in memory. */
    private static final long MOST_JSON_TOKENS = 1 << 22;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxTokenCount(MOST_JSON_TOKENS)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static TokenizerFile parse(String json, String name) {
        try {
            JsonNode root = MAPPER.readTree(json);
            if (!root.isObject()) {
                throw new BadDataException(name + ": a JSON object is expected, and here is none");
            }
            return new TokenizerFile(root, name);
        } catch (JsonProcessingException e) {
            throw new BadDataException(name + ": not valid JSON: " + e.getMessage(), e);
        }
    }

    Tokenizer tokenizer() {
        require(root.path("normalizer").isEmpty(), "normalizer must be null, as text is encoded as it is");
        JsonNode model = root.path("model");
        String type = model.path("type").asText(model.has("merges") ? "BPE" : ""); // GPT-2's own file has no type
        return switch (type) {
            case "BPE" -> BpeJson.read(this);
            case "WordLevel" -> CharactersJson.read(this);
            default -> throw bad("model type (" + type + ") must be BPE, or WordLevel with one character to a token");
        };
    }

    /** The id of end of text among added_tokens, of which it must be the only one. */
    int endOfText() {
        JsonNode added = root.path("added_tokens");
        for (JsonNode token : added) {
            String content = token.path("content").asText();
            require(
                    content.equals(Tokenizer.END_OF_TEXT),
                    "added token \"" + content + "\" isn't supported: only " + Tokenizer.END_OF_TEXT + " is");
        }
        require(added.size() == 1, "added_tokens must hold " + Tokenizer.END_OF_TEXT + ", once");
        return id(added.get(0).path("id"), Tokenizer.END_OF_TEXT, Bpe.LARGEST_VOCABULARY);
    }

    /** The tokens by id, end of text among them whether or not it stands in the vocabulary too. */
    String[] tokens(JsonNode vocabulary, int endOfText) {
        require(vocabulary.isObject(), "vocab must be an object of token and id");
        boolean within = vocabulary.has(Tokenizer.END_OF_TEXT);
        int size = vocabulary.size() + (within ? 0 : 1);
        require(
                size <= Bpe.LARGEST_VOCABULARY,
                "vocabulary of " + size + " tokens must have at most " + Bpe.LARGEST_VOCABULARY);
        require(
                !within || vocabulary.get(Tokenizer.END_OF_TEXT).asInt(-1) == endOfText,
                Tokenizer.END_OF_TEXT + " has different ids in vocab and added_tokens");
        String[] tokens = new String[size];
        tokens[id(endOfText, Tokenizer.END_OF_TEXT, size)] = Tokenizer.END_OF_TEXT;
        for (Map.Entry<String, JsonNode> entry : vocabulary.properties()) {
            String token = entry.getKey();
            int id = id(entry.getValue(), token, size);
            if (tokens[id] != null && !tokens[id].equals(token)) {
                throw bad("tokens \"" + tokens[id] + "\" and \"" + token + "\" have the same id (" + id + ")");
            }
            tokens[id] = token;
        }
        return tokens;
    }

    /** The frame around a model that is written. */
    static String write(
            int endOfText, JsonNode preTokenizer, JsonNode postProcessor, JsonNode decoder, JsonNode model) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("version", "1.0").putNull("truncation").putNull("padding");
        root.putArray("added_tokens")
                .addObject()
                .put("id", endOfText)
                .put("content", Tokenizer.END_OF_TEXT)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
        root.putNull("normalizer");
        root.set("pre_tokenizer", preTokenizer);
        root.set("post_processor", postProcessor);
        root.set("decoder", decoder);
        root.set("model", model);
        return root.toString();
    }

    void require(boolean rule, String message) {
        if (!rule) {
            throw bad(message);
        }
    }

    BadDataException bad(String message) {
        return new BadDataException(name + ": " + message);
    }

    private int id(JsonNode value, String token, int size) {
        if (!value.isInt()) {
            throw bad("id (" + value.asText() + ") of token \"" + token + "\" must be a whole number");
        }
        return id(value.intValue(), token, size);
    }

    private int id(int id, String token, int size) {
        if (id < 0 || id >= size) {
            throw bad("id (" + id + ") of token \"" + token + "\" must be from 0 to " + (size - 1) + ", as there are "
                    + size + " tokens and ids have no holes");
        }
        return id;
    }
}
