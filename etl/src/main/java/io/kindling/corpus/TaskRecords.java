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

    TaskRecords(List<Portion> portions, Function<Portion, Records> format) {
        this.portions = portions.iterator();
        this.format = format;
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> close());
    }

    @Override
    public boolean hasNext() {
        while ((records == null || !records.hasNext()) && portions.hasNext()) {
            close();
            records = format.apply(portions.next());
        }
        return records != null && records.hasNext();
    }

    @Override
    public Reading next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return records.next();
    }

    private void close() {
        try {
            if (records != null) {
                records.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
