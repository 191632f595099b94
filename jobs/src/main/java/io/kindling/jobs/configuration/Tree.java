package io.kindling.jobs.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;

/** Records as trees for JSON and YAML: their components in the order of declaration, and nothing else of them. */
public final class Tree {
    private static final ObjectMapper SCALARS = new ObjectMapper();

    private Tree() {}

    /**
     * The tree of a record, a list, an enum constant ({@code EVERY_STEP} is everyStep), or a scalar; what isn't a finite number is
     * null, as JSON has no such numbers.
     */
    public static JsonNode of(Object value) {
        if (value instanceof Record record) {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                node.set(component.getName(), of(get(record, component)));
            }
            return node;
        }
        if (value instanceof List<?> list) {
            ArrayNode node = JsonNodeFactory.instance.arrayNode(list.size());
            list.forEach(element -> node.add(of(element)));
            return node;
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            return NullNode.instance;
        }
        return value instanceof Enum<?> constant
                ? JsonNodeFactory.instance.textNode(name(constant))
                : SCALARS.valueToTree(value);
    }

    /** How a constant is written in files: EVERY_STEP as everyStep. */
    static String name(Enum<?> constant) {
        StringBuilder name = new StringBuilder();
        for (String word : constant.name().split("_", -1)) {
            name.append(name.isEmpty() ? Character.toLowerCase(word.charAt(0)) : word.charAt(0));
            name.append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }

    private static Object get(Record record, RecordComponent component) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
