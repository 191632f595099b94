package io.kindling.jobs.scoring;

import java.io.Serializable;

/**
 * A document's log-likelihood and its size in the units that perplexities are counted in.
 *
 * @param logLikelihood sum over its tokens, in nats
 * @param words pieces between runs of white space, as {@code re.split(r"\s+", text)} counts them
 * @param bytes of its UTF-8
 */
public record DocumentScore(String id, long tokens, long words, long bytes, double logLikelihood)
        implements Serializable {
    static long words(String text) {
        long words = 1;
        boolean space = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean white = Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
            words += white && !space ? 1 : 0;
            space = white;
        }
        return words;
    }
}
