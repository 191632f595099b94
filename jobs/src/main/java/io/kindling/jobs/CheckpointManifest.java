package io.kindling.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kindling.checkpoint.BadModelException;
import io.kindling.jobs.parallel.CheckpointFile;
import java.util.List;

/**
 * What lies in a checkpoint: {@code manifest.json}. It is put there last and at once, so a folder that has one was written
 * to the end.
 *
 * @param format "kindling checkpoint"
 * @param version of the format: 1
 * @param program version of the program that wrote it
 * @param step that each replica has taken, which is also its position in the data
 * @param tokenizer the SHA-256 of the tokenizer that the shards were made with
 * @param trainTokens of the shards, which decide the order of samples
 * @param configuration the resolved one of the run
 * @param files all others of the folder
 */
record CheckpointManifest(
        String format,
        int version,
        String program,
        long step,
        String tokenizer,
        long trainTokens,
        JsonNode configuration,
        List<CheckpointFile> files) {
    static final String FILE = "manifest.json";

    private static final String FORMAT = "kindling checkpoint";
    private static final int VERSION = 1;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    static CheckpointManifest of(
            long step, String tokenizer, long trainTokens, JsonNode configuration, List<CheckpointFile> files) {
        return new CheckpointManifest(
                FORMAT, VERSION, thisProgram(), step, tokenizer, trainTokens, configuration, List.copyOf(files));
    }

    /** The version of this program. */
    static String thisProgram() {
        String version = Kindling.class.getPackage().getImplementationVersion();
        return version == null ? "not packaged" : version;
    }

    String json() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest can always be written", e);
        }
    }

    /**
     * Reads a manifest.
     *
     * @param file names it in messages
     * @throws BadModelException if it isn't one
     */
    static CheckpointManifest parse(String json, String file) {
        try {
            CheckpointManifest manifest = JSON.readValue(json, CheckpointManifest.class);
            if (manifest == null || !FORMAT.equals(manifest.format) || manifest.version != VERSION) {
                throw new BadModelException(file + ": isn't of format \"" + FORMAT + "\", version " + VERSION);
            }
            return manifest;
        } catch (JsonProcessingException e) {
            throw new BadModelException(file + ": isn't the manifest of a checkpoint: " + e.getOriginalMessage(), e);
        }
    }
}
