package io.kindling.clean;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kindling.clean.Finding.Effect;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is counted of the documents that a task writes, and adds up to the report. A task that is tried again counts
 * anew, so nothing counts twice.
 */
final class Tally implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int EXAMPLES = 3;
    private static final int EXCERPT_BYTES = 160;

    /** Of which rule of which stage. */
    record Key(String stage, String rule) implements Serializable, Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::stage).thenComparing(Key::rule);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** A document that a rule was about; few are remembered, those whose ids have the smallest hashes. */
    record Example(long hash, String id, Finding finding, String excerpt) implements Serializable {
        private static final Comparator<Example> ORDER = Comparator.comparingLong(Example::hash)
                .thenComparing(Example::id)
                .thenComparing(Example::excerpt);
    }

    /** What a rule did. */
    static final class Sum implements Serializable {
        private static final long serialVersionUID = 1L;

        private final Map<Effect, Long> documents = new EnumMap<>(Effect.class);
        private long removedBytes;
        private final List<Example> examples = new ArrayList<>();

        /** How many documents have come to this. */
        long documents(Effect effect) {
            return documents.getOrDefault(effect, 0L);
        }

        long removedBytes() {
            return removedBytes;
        }

        List<Example> examples() {
            return examples;
        }

        private void add(Sum other) {
            other.documents.forEach((effect, count) -> documents.merge(effect, count, Long::sum));
            removedBytes += other.removedBytes;
            other.examples.forEach(this::add);
        }

        /** Whether a document with this hash may be remembered, before much is done for it. */
        private boolean wants(long hash) {
            return examples.size() < EXAMPLES
                    || hash <= examples.get(EXAMPLES - 1).hash();
        }

        private void add(Example example) {
            examples.add(example);
            examples.sort(Example.ORDER);
            if (examples.size() > EXAMPLES) {
                examples.remove(EXAMPLES);
            }
        }
    }

    private final SortedMap<Key, Sum> sums = new TreeMap<>();
    private long documents;
    private long bytes;
    private long keptDocuments;
    private long keptBytes;

    /** Counts a document as it is written, and what was found in it. */
    void add(String id, byte[] text, boolean kept, List<Finding> findings) {
        documents++;
        bytes += kept ? text.length : 0;
        if (kept) {
            keptDocuments++;
            keptBytes += text.length;
        }
        long hash = findings.isEmpty() ? 0 : Hash64.of(id.getBytes(UTF_8));
        for (Finding finding : findings) {
            bytes += finding.removedBytes();
            Sum sum = sums.computeIfAbsent(new Key(finding.stage(), finding.rule()), key -> new Sum());
            sum.documents.merge(finding.effect(), 1L, Long::sum);
            sum.removedBytes += finding.removedBytes();
            if (sum.wants(hash)) {
                sum.add(new Example(hash, id, finding, excerpt(text)));
            }
        }
    }

    void add(Tally other) {
        documents += other.documents;
        bytes += other.bytes;
        keptDocuments += other.keptDocuments;
        keptBytes += other.keptBytes;
        other.sums.forEach(
                (key, sum) -> sums.computeIfAbsent(key, absent -> new Sum()).add(sum));
    }

    private static String excerpt(byte[] text) {
        int to = Math.min(text.length, EXCERPT_BYTES);
        while (to > 0 && to < text.length && (text[to] & 0xC0) == 0x80) {
            to--;
        }
        return new String(text, 0, to, UTF_8).replaceAll("\\s+", " ");
    }

    long documents() {
        return documents;
    }

    /** Before anything went. */
    long bytes() {
        return bytes;
    }

    long keptDocuments() {
        return keptDocuments;
    }

    long keptBytes() {
        return keptBytes;
    }

    SortedMap<Key, Sum> sums() {
        return sums;
    }
}
