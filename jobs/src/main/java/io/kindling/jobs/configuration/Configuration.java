package io.kindling.jobs.configuration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Collects the values of a configuration record in layers, a later layer winning over an earlier one, and then builds
 * the record.
 *
 * <p>The defaults are a YAML resource beside the class that the record belongs to: {@code Train.yaml} beside {@code
 * Train} holds those of {@code Train.Settings}. A key without a default must be given; one whose default is {@code null}
 * may be null, and no other. Keys of nested records are dotted, {@code model.width}, in files as well as on the command
 * line.
 *
 * <p>The declared type of a key decides how its text is read, so {@code prompt=42} is text and {@code input={a,b}} a
 * glob. Nothing is coerced: a quoted number is text, and 1.5 is not an int.
 *
 * @param <C> the record to build
 */
public final class Configuration<C extends Record> {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final String DEFAULTS = "the defaults";
    private static final String COMMAND_LINE = "the command line";

    private final Class<C> type;
    private final Keys keys;
    private final Map<String, Value> values = new HashMap<>();
    private final Set<String> nullable = new HashSet<>();

    private Configuration(Class<C> type) {
        this.type = type;
        this.keys = Keys.of(type);
    }

    /** The defaults of {@code type}, ready for further layers. */
    public static <C extends Record> Configuration<C> of(Class<C> type) {
        Configuration<C> configuration = new Configuration<>(type);
        String defaults = defaults(type);
        configuration.add("", parse(defaults, DEFAULTS), DEFAULTS);
        configuration.nullable.addAll(configuration.nulls());
        return configuration;
    }

    /**
     * The text of the defaults of {@code type}: one commented line a key, which makes it the key's documentation too.
     */
    public static String defaults(Class<? extends Record> type) {
        String resource = type.getNestHost().getSimpleName() + ".yaml";
        try (InputStream stream = type.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException(type.getName() + " has no defaults: add the resource " + resource);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Adds the values of a YAML file.
     *
     * @throws IllegalArgumentException if there is no such file, or it isn't YAML, or holds an unknown key
     */
    public Configuration<C> file(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    "configuration file (%s) does not exist; conf/ holds those to start from".formatted(file));
        }
        try {
            add("", parse(Files.readString(file), file.toString()), file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the configuration file " + file, e);
        }
        return this;
    }

    /**
     * Adds one value written as {@code key=value}.
     *
     * @throws IllegalArgumentException if the key is unknown
     */
    public Configuration<C> assign(String assignment) {
        int equals = assignment.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("argument (%s) must have the form key=value".formatted(assignment));
        }
        String key = assignment.substring(0, equals);
        add(key, node(key, assignment.substring(equals + 1)), COMMAND_LINE);
        return this;
    }

    /**
     * Builds the record.
     *
     * @throws IllegalArgumentException if a key is missing, a value has the wrong type, or a record refuses its values
     */
    public C read() {
        keys.requireAll(values.keySet());
        for (String key : nulls()) {
            if (!nullable.contains(key)) {
                throw new IllegalArgumentException("%s (null) must have a value (from %s)"
                        .formatted(key, values.get(key).origin()));
            }
        }
        return new Binding(values).record(type, "");
    }

    /** The resolved configuration as YAML: read as a file it gives an equal record. */
    public static String yaml(Record configuration) {
        try {
            return YAML.writeValueAsString(Tree.of(configuration));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Set<String> nulls() {
        Set<String> nulls = new TreeSet<>();
        values.forEach((key, value) -> {
            if (value.node().isNull()) {
                nulls.add(key);
            }
        });
        return nulls;
    }

    private void add(String key, JsonNode node, String origin) {
        if (!keys.isGroup(key)) {
            keys.requireKnown(key, origin);
            values.put(key, new Value(node, origin));
        } else if (node instanceof ObjectNode group) {
            group.properties().forEach(entry -> add(Keys.join(key, entry.getKey()), entry.getValue(), origin));
        } else if (!node.isNull() && !node.isMissingNode()) {
            throw new IllegalArgumentException(
                    key.isEmpty()
                            ? "%s must hold lines of the form \"key: value\"".formatted(origin)
                            : "%s (%s) must be a group of keys: give %s (from %s)"
                                    .formatted(key, node.asText(), keys.within(key), origin));
        }
    }

    private JsonNode node(String key, String text) {
        if (text.isEmpty() || (keys.type(key) instanceof Class<?> type && (type == String.class || type.isEnum()))) {
            return TextNode.valueOf(text);
        }
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text); // Not YAML, so not of the key's type either: the binding says which it is.
        }
    }

    private static JsonNode parse(String text, String origin) {
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            String reason = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new IllegalArgumentException(
                    "%s, line %d: not YAML: %s"
                            .formatted(origin, e.getLocation().getLineNr(), reason),
                    e);
        }
    }

    /** A value and the layer that gave it. */
    record Value(JsonNode node, String origin) {
        String text() {
            return node.isValueNode() ? node.asText() : node.toString();
        }

        boolean isList() {
            return node instanceof ArrayNode;
        }
    }
}
