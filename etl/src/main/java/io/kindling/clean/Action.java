package io.kindling.clean;

import java.util.Locale;

/** What a stage does with what it finds. */
public enum Action {
    /** Takes it out of the corpus: a document, or the part of one that a rule is about. */
    DROP,
    /** Leaves it in and writes beside it what was found. */
    ANNOTATE,
    /** Looks at nothing. */
    SKIP;

    /** As it is written in configurations. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
