package io.kindling.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** The input {@code stories:N} or {@code stories:N:SEED}: the first N stories of a {@link StoryCorpus}. */
record Stories(long count, long seed) {
    private static final String SCHEME = "stories:";
    private static final Pattern FORM = Pattern.compile(SCHEME + "([1-9]\\d{0,17})(?::(\\d{1,18}))?");

    /** The mean length of a story, rounded. */
    private static final long STORY_BYTES = 690;

    static boolean isStories(String input) {
        return input.startsWith(SCHEME);
    }

    static Stories parse(String input) {
        Matcher matcher = FORM.matcher(input);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("input (" + input
                    + ") must be stories:N or stories:N:SEED with N of at least 1, such as stories:10000");
        }
        String seed = matcher.group(2);
        return new Stories(Long.parseLong(matcher.group(1)), seed == null ? 0 : Long.parseLong(seed));
    }

    JavaRDD<Reading> read(JavaSparkContext spark) {
        String source = SCHEME + seed;
        StoryCorpus corpus = new StoryCorpus(seed);
        return spark.sc()
                .range(0, count, 1, spark.defaultParallelism())
                .toJavaRDD()
                .map(index -> {
                    byte[] text = corpus.story((Long) index).getBytes(UTF_8);
                    return new Reading.Text(source + "/" + index, source, text);
                });
    }

    long textBytes() {
        return count * STORY_BYTES;
    }
}
