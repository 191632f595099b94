package io.kindling.jobs.page;

import io.kindling.model.GptConfig;

/** How large the page of {@code inspect} becomes, before it is made. */
public final class PageSize {
    private static final long MOST = 20_000_000;
    private static final int FLOAT = 4;
    /** Script, style, and a token's text in the vocabulary, about. */
    private static final int REST = 150_000;

    private static final int TEXT = 12;

    private PageSize() {}

    /** Bytes of the page for texts of {@code lengths} tokens, about. */
    static long of(GptConfig config, int... lengths) {
        long bytes = Math.min((long) config.vocabularySize() * config.width(), Embedding.MOST_BYTES);
        long tokens = 0;
        for (long time : lengths) {
            long patterns = config.layers() * (long) config.heads() * time * (time + 1) / 2;
            long vectors = 2L * config.layers() * time * (config.width() + FLOAT * config.heads());
            long lens = (config.layers() + 1) * time * (10 + 3 + 3) * FLOAT;
            bytes += patterns + vectors + lens + (long) FLOAT * config.vocabularySize();
            tokens += time;
        }
        bytes += (config.layers() + 1) * tokens * (tokens + 1); // two bytes a pair
        return bytes * 4 / 3 + REST + (long) TEXT * config.vocabularySize(); // base64
    }

    /** Throws an IllegalArgumentException where the page would be too large to open at once. */
    public static void require(GptConfig config, int... lengths) {
        long size = of(config, lengths);
        if (size <= MOST) {
            return;
        }
        int fitting = 0;
        int[] shorter = lengths.clone();
        while (of(config, shorter) <= MOST || fitting == 0) {
            fitting++;
            for (int i = 0; i < shorter.length; i++) {
                shorter[i] = fitting;
            }
        }
        String most = lengths.length == 1 ? "" : " each";
        throw new IllegalArgumentException(
                "prompt (%s tokens) would make a page of %d MB where %d open at once; give at most %d tokens%s"
                        .formatted(
                                java.util.Arrays.stream(lengths)
                                        .mapToObj(String::valueOf)
                                        .collect(java.util.stream.Collectors.joining(" and ")),
                                size / 1_000_000,
                                MOST / 1_000_000,
                                fitting - 1,
                                most));
    }
}
