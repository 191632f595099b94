package io.kindling.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** {@code model.safetensors.index.json}: which files of a folder hold a model that is too large for one. */
public final class SafetensorsIndex {
    public static final String FILE = "model.safetensors.index.json";
    private static final String MAP = "weight_map";
    private static final int MOST_FILES = 10_000;
    /** A name in the folder itself. */
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}\\.safetensors");

    private static final long MOST_JSON_TOKENS = 1 << 18;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxTokenCount(MOST_JSON_TOKENS)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private SafetensorsIndex() {}

    /**
     * The names of the files, sorted.
     *
     * @param name of the index, for messages
     * @throws BadModelException if it isn't one, or names what doesn't lie beside it
     */
    public static List<String> files(String text, String name) {
        try {
            JsonNode map = JSON.readTree(text).path(MAP);
            if (!map.isObject() || map.isEmpty()) {
                throw new BadModelException(name + ": " + MAP + " must be an object of tensors and their files");
            }
            TreeSet<String> files = new TreeSet<>();
            map.properties().forEach(entry -> files.add(file(entry.getKey(), entry.getValue(), name)));
            if (files.size() > MOST_FILES) {
                throw new BadModelException(name + ": names " + files.size() + " files, more than " + MOST_FILES);
            }
            return List.copyOf(files);
        } catch (JsonProcessingException e) {
            throw new BadModelException(name + ": isn't JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static String file(String tensor, JsonNode file, String name) {
        if (!file.isTextual() || !FILE_NAME.matcher(file.textValue()).matches()) {
            throw new BadModelException(
                    name + ": " + tensor + " lies in " + file + "; it must be a .safetensors file of the same folder");
        }
        return file.textValue();
    }
}
