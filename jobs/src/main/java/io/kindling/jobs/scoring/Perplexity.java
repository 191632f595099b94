package io.kindling.jobs.scoring;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Perplexities of a corpus, from sums over its documents in the order given, as {@link LogLikelihood} defines them, each with where
 * it lies with a confidence of 95 %.
 *
 * @param windows that the documents took
 * @param groups the same of parts of the corpus; null where there are none
 */
public record Perplexity(
        long documents,
        long tokens,
        long words,
        long bytes,
        long windows,
        double logLikelihood,
        double tokenPerplexity,
        Interval tokenPerplexityInterval,
        double wordPerplexity,
        Interval wordPerplexityInterval,
        double bytePerplexity,
        Interval bytePerplexityInterval,
        double bitsPerByte,
        Interval bitsPerByteInterval,
        List<Group> groups) {
    private static final int RESAMPLES = 1000;

    /** Where a figure lies with a confidence of 95 %, by bootstrap over documents (Efron 1979); NaN where the figure is. */
    public record Interval(double from, double to) {}

    /** Documents that have the same value in a column. */
    public record Group(String group, Perplexity perplexity) {}

    /**
     * The figures of these documents.
     *
     * @param seed of the resampling for the intervals
     */
    public static Perplexity of(List<DocumentScore> documents, long seed) {
        return of(documents, seed, null);
    }

    /** As {@link #of(List, long)}, with those of its groups. */
    public static Perplexity of(List<DocumentScore> documents, long seed, List<Group> groups) {
        LogLikelihood all = sum(documents, i -> i);
        LogLikelihood[] resampled = IntStream.range(0, RESAMPLES)
                .parallel()
                .mapToObj(sample -> resample(documents, new SplittableRandom(seed * 0x9e3779b97f4a7c15L + sample)))
                .toArray(LogLikelihood[]::new);
        return new Perplexity(
                documents.size(),
                all.tokens(),
                all.words(),
                all.bytes(),
                documents.stream().mapToLong(DocumentScore::windows).sum(),
                all.sum(),
                all.tokenPerplexity(),
                interval(resampled, LogLikelihood::tokenPerplexity),
                all.wordPerplexity(),
                interval(resampled, LogLikelihood::wordPerplexity),
                all.bytePerplexity(),
                interval(resampled, LogLikelihood::bytePerplexity),
                all.bitsPerByte(),
                interval(resampled, LogLikelihood::bitsPerByte),
                groups);
    }

    private static LogLikelihood resample(List<DocumentScore> documents, SplittableRandom random) {
        return sum(documents, i -> random.nextInt(documents.size()));
    }

    private static LogLikelihood sum(List<DocumentScore> documents, IntUnaryOperator choice) {
        LogLikelihood sum = LogLikelihood.NONE;
        for (int i = 0; i < documents.size(); i++) {
            sum = sum.plus(documents.get(choice.applyAsInt(i)).logLikelihood());
        }
        return sum;
    }

    /** Of the resamples that have the figure: by chance one may hold empty documents alone. */
    private static Interval interval(LogLikelihood[] resampled, ToDoubleFunction<LogLikelihood> figure) {
        double[] values = Arrays.stream(resampled)
                .mapToDouble(figure)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        if (values.length == 0) {
            return new Interval(Double.NaN, Double.NaN);
        }
        int beyond = values.length / 40; // 2.5 % on either side
        return new Interval(values[beyond], values[values.length - 1 - beyond]);
    }
}
