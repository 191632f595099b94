package io.kindling.jobs;

/** A result that can be bad news: the program then ends with status 1. */
interface Verdict {
    /** Whether all is well. */
    boolean ok();
}
