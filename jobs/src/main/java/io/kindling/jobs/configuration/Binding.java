package io.kindling.jobs.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.jobs.configuration.Configuration.Value;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Builds records from values by the types of their components: numbers, booleans, text, enums, and lists of these. */
final class Binding {
    private final Map<String, Value> values;

    Binding(Map<String, Value> values) {
        this.values = values;
    }

    /** The record of a group of keys, {@code ""} being the whole tree. */
    <R> R record(Class<R> type, String group) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] arguments = Arrays.stream(components)
                .map(component -> component(component, Keys.join(group, component.getName())))
                .toArray();
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refusal) {
                throw new IllegalArgumentException(
                        group.isEmpty() ? refusal.getMessage() : group + ": " + refusal.getMessage(), refusal);
            }
            throw new IllegalStateException(type + " failed on its values", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " must be a record with a canonical constructor", e);
        }
    }

    private Object component(RecordComponent component, String key) {
        if (component.getType().isRecord()) {
            return record(component.getType(), key);
        }
        Value value = values.get(key);
        if (value.node().isNull() && !component.getType().isPrimitive()) {
            return null;
        }
        if (component.getGenericType() instanceof ParameterizedType list && list.getRawType() == List.class) {
            return list(key, value, list.getActualTypeArguments()[0]);
        }
        return scalar(key, value, component.getType());
    }

    private static List<Object> list(String key, Value value, Type elementType) {
        if (!value.isList()) {
            throw wrong(key, value, "must be a list, like [a, b]");
        }
        return StreamSupport.stream(value.node().spliterator(), false)
                .map(element -> scalar(key, new Value(element, value.origin()), (Class<?>) elementType))
                .toList();
    }

    private static Object scalar(String key, Value value, Class<?> type) {
        JsonNode node = value.node();
        if (type == int.class || type == Integer.class) {
            return require(node.isIntegralNumber() && node.canConvertToInt(), key, value, wholeNumber(32))
                    .intValue();
        }
        if (type == long.class || type == Long.class) {
            return require(node.isIntegralNumber() && node.canConvertToLong(), key, value, wholeNumber(64))
                    .longValue();
        }
        if (type == float.class || type == Float.class) {
            return (float) decimal(key, value);
        }
        if (type == double.class || type == Double.class) {
            return decimal(key, value);
        }
        if (type == boolean.class || type == Boolean.class) {
            return require(node.isBoolean(), key, value, "must be true or false")
                    .booleanValue();
        }
        if (type == String.class) {
            return require(node.isTextual(), key, value, "must be text: put it in quotes")
                    .textValue();
        }
        if (type.isEnum()) {
            return constant(key, value, type);
        }
        throw new IllegalStateException("%s has a type (%s) that no value of a file can have".formatted(key, type));
    }

    private static double decimal(String key, Value value) {
        JsonNode node = value.node();
        boolean finite = node.isNumber() && Double.isFinite(node.doubleValue());
        return require(finite, key, value, "must be a number, like 0.1 or 1e-3").doubleValue();
    }

    private static Object constant(String key, Value value, Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> Tree.name((Enum<?>) constant).equals(value.text()))
                .findFirst()
                .orElseThrow(() -> wrong(
                        key,
                        value,
                        Arrays.stream(type.getEnumConstants())
                                .map(constant -> Tree.name((Enum<?>) constant))
                                .collect(Collectors.joining(", ", "must be one of ", ""))));
    }

    private static String wholeNumber(int bits) {
        return "must be a whole number of at most %d bits, like 100".formatted(bits);
    }

    private static JsonNode require(boolean holds, String key, Value value, String rule) {
        if (!holds) {
            throw wrong(key, value, rule);
        }
        return value.node();
    }

    private static IllegalArgumentException wrong(String key, Value value, String rule) {
        return new IllegalArgumentException("%s (%s) %s (from %s)".formatted(key, value.text(), rule, value.origin()));
    }
}
