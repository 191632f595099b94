package io.kindling.corpus;

import io.kindling.tokenizer.BadDataException;
import java.util.function.Supplier;

/** A Spark action whose failure is told in its own words. */
public final class SparkAction {
    private SparkAction() {}

    /**
     * Runs it. Spark wraps what a task throws in an exception with a stack trace for a message; if bad data was the
     * cause, it is thrown as itself.
     *
     * @throws BadDataException if a task threw one
     */
    public static <T> T run(Supplier<T> action) {
        try {
            return action.get();
        } catch (Exception e) { // SparkException is checked and undeclared
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BadDataException bad) {
                    throw bad;
                }
            }
            throw e;
        }
    }
}
