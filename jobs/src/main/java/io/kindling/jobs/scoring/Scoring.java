package io.kindling.jobs.scoring;

import java.io.Serializable;

/**
 * How documents are scored.
 *
 * @param eachToken whether to keep every token's log-probability
 * @param alternatives how many of the likeliest tokens to keep in each one's place; 0 where {@code eachToken} is false
 */
public record Scoring(Windowing windowing, boolean eachToken, int alternatives) implements Serializable {
    public Scoring {
        if (alternatives < 0) {
            throw new IllegalArgumentException("alternatives (" + alternatives + ") must be at least 0");
        }
        if (alternatives > 0 && !eachToken) {
            throw new IllegalArgumentException(
                    "alternatives (" + alternatives + ") must be 0 unless tokens are asked for");
        }
    }

    /** Log-likelihoods of whole documents. */
    public static Scoring of(Windowing windowing) {
        return new Scoring(windowing, false, 0);
    }
}
