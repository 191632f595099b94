package io.kindling.shard;

import java.util.Locale;

/** How a corpus is cut into a part to train on and a part to validate on. */
public enum Split {
    /** Whole documents, chosen by a hash of their ids, and shuffled. */
    DOCUMENT,
    /** The end of every document validates, the rest trains, in the order of the corpus. */
    POSITION;

    /** As it is written in files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
