package io.kindling.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.checkpoint.BadModelException;
import io.kindling.jobs.configuration.Tree;
import java.util.List;

/**
 * Everything that decides what lies in which file of a scoring: it is kept beside the files, and who goes on with them must have the
 * same.
 */
record ScorePlan(JsonNode json) {
    private static final JsonMapper JSON = new JsonMapper();
    /** Keys of the settings that decide nothing. */
    private static final List<String> FREE = List.of("model", "output", "resume");

    static ScorePlan of(Score.Settings settings, ModelFolder model, String filesSha256, int pieces) {
        ObjectNode json = (ObjectNode) Tree.of(settings);
        json.remove(FREE);
        json.put("parametersSha256", model.parameters().sha256());
        json.put("tokenizerSha256", model.tokenizer().sha256());
        json.put("filesSha256", filesSha256);
        json.put("pieces", pieces);
        return new ScorePlan(json);
    }

    String text() {
        return json.toPrettyString() + "\n";
    }

    /**
     * Throws an IllegalArgumentException that names what differs from a plan that was kept.
     *
     * @param file that keeps it, for messages
     */
    void requireSame(String text, String file) {
        try {
            JsonNode before = JSON.readTree(text);
            json.properties().forEach(entry -> {
                JsonNode was = before.path(entry.getKey());
                if (!was.asText().equals(entry.getValue().asText())) {
                    throw new IllegalArgumentException("%s (%s) must be as in the scoring that goes on (%s, in %s)"
                            .formatted(entry.getKey(), entry.getValue().asText(), was.asText(), file));
                }
            });
        } catch (JsonProcessingException e) {
            throw new BadModelException(file + ": isn't JSON: " + e.getOriginalMessage(), e);
        }
    }
}
