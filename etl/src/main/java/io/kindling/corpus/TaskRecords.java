package io.kindling.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/** The records of all portions of a task, one portion after the other; what is open when the task ends is closed. */
final class TaskRecords implements Iterator<Reading> {
    private final Iterator<Portion> portions;
    private final Function<Portion, Records> format;
    private Records records;
    private Reading next;

    TaskRecords(List<Portion> portions, Function<Portion, Records> format) {
        this.portions = portions.iterator();
        this.format = format;
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> close());
    }

    @Override
    public boolean hasNext() {
        while (next == null && (records != null || portions.hasNext())) {
            if (records == null) {
                records = format.apply(portions.next());
            }
            next = records.next();
            if (next == null) {
                close();
            }
        }
        return next != null;
    }

    @Override
    public Reading next() {
        if (next == null && !hasNext()) {
            throw new NoSuchElementException();
        }
        Reading reading = next;
        next = null;
        return reading;
    }

    private void close() {
        try {
            if (records != null) {
                records.close();
                records = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
