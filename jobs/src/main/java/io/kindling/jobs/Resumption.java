package io.kindling.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a run can go on from a checkpoint: whatever decides the result must be as it was. */
final class Resumption {
    private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);
    /** Groups and keys that decide it; how many threads work doesn't. */
    private static final List<String> DECISIVE = List.of("init", "model", "training", "parallel", "seed");

    private static final String THREADS = "parallel.threads";

    private Resumption() {}

    /** Throws an IllegalArgumentException that names what differs. */
    static void requireSame(CheckpointManifest checkpoint, JsonNode configuration, String tokenizer, long trainTokens) {
        Map<String, String> before = leaves(checkpoint.configuration());
        Map<String, String> now = leaves(configuration);
        now.forEach((key, value) -> {
            if (!value.equals(before.get(key))) {
                throw new IllegalArgumentException(key + " (" + value + ") must be as in the run that goes on ("
                        + before.get(key) + "): it decides the result");
            }
        });
        if (!checkpoint.tokenizer().equals(tokenizer) || checkpoint.trainTokens() != trainTokens) {
            throw new IllegalArgumentException("shards must be those of the run that goes on, with "
                    + checkpoint.trainTokens() + " tokens to train on and the tokenizer " + checkpoint.tokenizer());
        }
        if (!checkpoint.program().equals(CheckpointManifest.thisProgram())) {
            LOG.warn(
                    "the checkpoint was written by version {} of this program, which is {}; other bits may come out",
                    checkpoint.program(),
                    CheckpointManifest.thisProgram());
        }
    }

    private static Map<String, String> leaves(JsonNode tree) {
        Map<String, String> leaves = new TreeMap<>();
        DECISIVE.forEach(key -> add(leaves, key, tree.path(key)));
        leaves.remove(THREADS);
        return leaves;
    }

    private static void add(Map<String, String> leaves, String key, JsonNode node) {
        if (node.isObject()) {
            node.properties().forEach(entry -> add(leaves, key + "." + entry.getKey(), entry.getValue()));
        } else {
            leaves.put(key, node.asText());
        }
    }
}
