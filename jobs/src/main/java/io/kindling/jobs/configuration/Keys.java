package io.kindling.jobs.configuration;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The dotted keys of a tree of records, in the order of declaration: a group for each record, a leaf for each value. */
final class Keys {
    private final Map<String, Type> leaves = new LinkedHashMap<>();
    private final Set<String> groups = new LinkedHashSet<>();

    private Keys() {}

    static Keys of(Class<? extends Record> type) {
        Keys keys = new Keys();
        keys.addGroup("", type);
        return keys;
    }

    static String join(String group, String name) {
        return group.isEmpty() ? name : group + "." + name;
    }

    private void addGroup(String group, Class<?> type) {
        groups.add(group);
        for (RecordComponent component : type.getRecordComponents()) {
            String key = join(group, component.getName());
            if (component.getType().isRecord()) {
                addGroup(key, component.getType());
            } else {
                leaves.put(key, component.getGenericType());
            }
        }
    }

    boolean isGroup(String key) {
        return groups.contains(key);
    }

    /** The declared type of a leaf, or null if {@code key} is a group or unknown. */
    Type type(String key) {
        return leaves.get(key);
    }

    void requireKnown(String key, String origin) {
        if (!leaves.containsKey(key)) {
            throw new IllegalArgumentException("unknown key %s (from %s): %s".formatted(key, origin, suggestion(key)));
        }
    }

    void requireAll(Set<String> given) {
        List<String> missing =
                leaves.keySet().stream().filter(key -> !given.contains(key)).toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("missing %s %s: give %s on the command line or in the file"
                    .formatted(
                            missing.size() == 1 ? "key" : "keys",
                            String.join(", ", missing),
                            missing.stream().map(key -> key + "=VALUE").collect(Collectors.joining(" "))));
        }
    }

    /** The leaves of a group, for a message. */
    String within(String group) {
        return leaves.keySet().stream()
                .filter(key -> key.startsWith(group + "."))
                .collect(Collectors.joining(", "));
    }

    private String suggestion(String key) {
        return Stream.concat(leaves.keySet().stream(), groups.stream())
                .filter(known -> distance(key, known) <= Math.max(2, key.length() / 3))
                .min(Comparator.comparingInt(known -> distance(key, known)))
                .map(nearest -> "did you mean " + nearest + "?")
                .orElseGet(() -> "the keys are " + String.join(", ", leaves.keySet()));
    }

    /**
     * How far a written key is from a known one: one for a key written without its group or in another, otherwise the
     * least number of letters to insert, delete or replace (Levenshtein), case aside.
     */
    private static int distance(String written, String known) {
        String name = known.substring(known.lastIndexOf('.') + 1);
        if (written.substring(written.lastIndexOf('.') + 1).equals(name)) {
            return 1;
        }
        int[] row = new int[known.length() + 1]; // row[j]: from the first i letters written to the first j known
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= written.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (same(written.charAt(i - 1), known.charAt(j - 1)) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[known.length()];
    }

    private static boolean same(char a, char b) {
        return Character.toLowerCase(a) == Character.toLowerCase(b);
    }
}
