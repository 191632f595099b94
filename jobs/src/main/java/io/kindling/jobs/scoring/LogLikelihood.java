package io.kindling.jobs.scoring;

import java.io.Serializable;

/**
 * The log-likelihood of some text and its size, in the units that perplexities are counted in, as lm-evaluation-harness defines
 * them. The figures are NaN for text without such units.
 *
 * @param sum over its tokens, in nats
 * @param words pieces between runs of white space, as {@code re.split(r"\s+", text)} counts them
 * @param bytes of its UTF-8
 */
public record LogLikelihood(double sum, long tokens, long words, long bytes) implements Serializable {
    public static final LogLikelihood NONE = new LogLikelihood(0, 0, 0, 0);

    /** Of both texts. */
    public LogLikelihood plus(LogLikelihood other) {
        return new LogLikelihood(sum + other.sum, tokens + other.tokens, words + other.words, bytes + other.bytes);
    }

    /** e^(−Σ log-likelihood / Σ tokens). */
    public double tokenPerplexity() {
        return Math.exp(-sum / tokens);
    }

    /** e^(−Σ log-likelihood / Σ words). */
    public double wordPerplexity() {
        return Math.exp(-sum / words);
    }

    /** e^(−Σ log-likelihood / Σ bytes). */
    public double bytePerplexity() {
        return Math.exp(-sum / bytes);
    }

    /** −Σ log-likelihood / Σ bytes / ln 2. */
    public double bitsPerByte() {
        return -sum / bytes / Math.log(2);
    }
}
