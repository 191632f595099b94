package io.kindling.jobs;

import io.kindling.checkpoint.BadModelException;
import io.kindling.tokenizer.BadDataException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.util.ShutdownHookManager;

/** How the program ends, for the scripts that call it. */
final class ExitStatus {
    static final int DONE = 0;
    /** Anything that isn't one of the others: a full disk, a lost cluster, a fault of ours, with a trace; or told to stop. */
    static final int FAILED = 1;
    /** A command, a key or a value that can't be: the message names the remedy. */
    static final int BAD_USAGE = 2;
    /** A data, tokenizer or model file that isn't what it should be. */
    static final int BAD_DATA = 3;

    /** How Spark tells of an executor that a full heap ended, by -XX:+ExitOnOutOfMemoryError in conf/spark-defaults.conf. */
    private static final Pattern HEAP_FULL = Pattern.compile("exited with (exit )?code 3\\b");

    private ExitStatus() {}

    /** Writes what went wrong to {@code err} and returns the status that stands for it. */
    static int of(Exception failure, PrintWriter err) {
        if (failure instanceof IllegalArgumentException) {
            err.println("kindling: " + failure.getMessage());
            return BAD_USAGE;
        }
        Optional<Throwable> bad = badData(failure);
        if (bad.isPresent()) {
            err.println("kindling: " + bad.get().getMessage());
            return BAD_DATA;
        }
        if (ShutdownHookManager.get().isShutdownInProgress()) {
            err.println(
                    "kindling: told to stop: nothing unfinished counts; a training goes on from its last checkpoint with"
                            + " resume=true");
            return FAILED;
        }
        err.print("kindling: ");
        failure.printStackTrace(err);
        if (HEAP_FULL.matcher(String.valueOf(failure.getMessage())).find()) {
            err.println(
                    "kindling: executors' heaps were full: give them more (spark.executor.memory); deploy/kindling doctor"
                            + " says how much a training run needs");
        }
        return FAILED;
    }

    /** What a task threw, which Spark wraps in exceptions of its own. */
    private static Optional<Throwable> badData(Exception failure) {
        return Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(cause -> cause instanceof BadDataException || cause instanceof BadModelException)
                .findFirst();
    }
}
