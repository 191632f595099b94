package io.kindling.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.checkpoint.BadModelException;
import io.kindling.jobs.configuration.Tree;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.PartitionedFile;

/**
 * Everything that decides what lies in which file of a scoring: it is kept beside the files, and who goes on with them must have the
 * same.
 */
record ScorePlan(JsonNode json) {
    private static final JsonMapper JSON = new JsonMapper();
    /** Keys of the settings that decide nothing. */
    private static final List<String> FREE = List.of("model", "output", "resume");

    static ScorePlan of(Score.Settings settings, ModelFolder model, JavaRDD<Row> documents) {
        ObjectNode json = (ObjectNode) Tree.of(settings);
        json.remove(FREE);
        json.put("parametersSha256", model.parameters().sha256());
        json.put("tokenizerSha256", model.tokenizer().sha256());
        json.put("pieces", documents.getNumPartitions());
        json.put("piecesSha256", sha256(documents.partitions()));
        return new ScorePlan(json);
    }

    /** Of the files and their cuts, where pieces are those of files. */
    private static String sha256(List<Partition> pieces) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Partition piece : pieces) {
                if (piece instanceof FilePartition files) {
                    for (PartitionedFile file : files.files()) {
                        digest.update("%s %d %d %d\n"
                                .formatted(file.filePath(), file.start(), file.length(), file.fileSize())
                                .getBytes(UTF_8));
                    }
                }
                digest.update((byte) '\n');
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
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
