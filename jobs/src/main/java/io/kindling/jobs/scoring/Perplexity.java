package io.kindling.jobs.scoring;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Perplexities of a corpus, from sums over its documents in the order given, as lm-evaluation-harness defines them:
 * e^(−Σ log-likelihood / Σ units), and bits per byte, −Σ log-likelihood / Σ bytes / ln 2.
 */
public record Perplexity(
        long documents,
        long tokens,
        long words,
        long bytes,
        double tokenPerplexity,
        Interval tokenPerplexityInterval,
        double wordPerplexity,
        Interval wordPerplexityInterval,
        double bytePerplexity,
        Interval bytePerplexityInterval,
        double bitsPerByte,
        Interval bitsPerByteInterval) {
    private static final int RESAMPLES = 1000;

    /** Where a figure lies with a confidence of 95 %, by bootstrap over documents (Efron 1979). */
    public record Interval(double from, double to) {}

    /** The sums that all figures come from. */
    private record Sums(double logLikelihood, double tokens, double words, double bytes) {
        double tokenPerplexity() {
            return Math.exp(-logLikelihood / tokens);
        }

        double wordPerplexity() {
            return Math.exp(-logLikelihood / words);
        }

        double bytePerplexity() {
            return Math.exp(-logLikelihood / bytes);
        }

        double bitsPerByte() {
            return -logLikelihood / bytes / Math.log(2);
        }
    }

    /**
     * The figures of these documents.
     *
     * @param seed of the resampling for the intervals
     */
    public static Perplexity of(List<DocumentScore> documents, long seed) {
        Sums all = sums(documents, i -> i);
        Sums[] resampled = new Sums[RESAMPLES];
        for (int sample = 0; sample < RESAMPLES; sample++) {
            SplittableRandom random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + sample);
            resampled[sample] = sums(documents, i -> random.nextInt(documents.size()));
        }
        return new Perplexity(
                documents.size(),
                (long) all.tokens,
                (long) all.words,
                (long) all.bytes,
                all.tokenPerplexity(),
                interval(resampled, Sums::tokenPerplexity),
                all.wordPerplexity(),
                interval(resampled, Sums::wordPerplexity),
                all.bytePerplexity(),
                interval(resampled, Sums::bytePerplexity),
                all.bitsPerByte(),
                interval(resampled, Sums::bitsPerByte));
    }

    private static Sums sums(List<DocumentScore> documents, java.util.function.IntUnaryOperator choice) {
        double logLikelihood = 0;
        double tokens = 0;
        double words = 0;
        double bytes = 0;
        for (int i = 0; i < documents.size(); i++) {
            DocumentScore document = documents.get(choice.applyAsInt(i));
            logLikelihood += document.logLikelihood();
            tokens += document.tokens();
            words += document.words();
            bytes += document.bytes();
        }
        return new Sums(logLikelihood, tokens, words, bytes);
    }

    private static Interval interval(Sums[] resampled, ToDoubleFunction<Sums> figure) {
        double[] values = Arrays.stream(resampled).mapToDouble(figure).sorted().toArray();
        return new Interval(values[(int) (0.025 * RESAMPLES)], values[(int) (0.975 * RESAMPLES) - 1]);
    }
}
