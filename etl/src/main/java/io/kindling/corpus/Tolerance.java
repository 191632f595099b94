package io.kindling.corpus;

import java.io.Serializable;

/**
 * How many malformed records a corpus may have.
 *
 * @param most a whole number of records, or below 1 a share of them all: 0.01 is one in a hundred
 */
public record Tolerance(double most) implements Serializable {
    /** Throws an IllegalArgumentException if it is neither. */
    public Tolerance {
        if (!(most >= 0) || (most >= 1 && most != Math.rint(most))) {
            throw new IllegalArgumentException("maxBadRecords (" + most
                    + ") must be a whole number of records, or a share of them below 1: 0.01 is one in a hundred");
        }
    }

    /** Whether the first malformed record is one too many. */
    public boolean none() {
        return most == 0;
    }

    /** Whether so many are too many, however many records there are beside them. */
    public boolean isExceededBy(long malformed) {
        return (most == 0 || most >= 1) && malformed > most;
    }

    /** Whether so many of all records are too many. */
    public boolean isExceededBy(long malformed, long records) {
        return malformed > (most < 1 ? most * records : most);
    }

    /** As it was written. */
    @Override
    public String toString() {
        return most < 1 && most > 0 ? Double.toString(most) : Long.toString((long) most);
    }
}
