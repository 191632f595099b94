package io.kindling.jobs.scoring;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.Function;

/** Scores of documents in their order; holds a batch of them at a time, and reads no further. */
final class Scores<D> implements Iterator<Scored<D>> {
    private final Iterator<D> documents;
    private final Function<D, Passage> passage;
    private final DocumentBatch<D> batch;
    private final Queue<Scored<D>> ready = new ArrayDeque<>();

    Scores(Iterator<D> documents, Function<D, Passage> passage, DocumentBatch<D> batch) {
        this.documents = documents;
        this.passage = passage;
        this.batch = batch;
    }

    @Override
    public boolean hasNext() {
        if (ready.isEmpty()) {
            while (!batch.isFull() && documents.hasNext()) {
                D document = documents.next();
                batch.add(document, passage.apply(document));
            }
            ready.addAll(batch.score());
        }
        return !ready.isEmpty();
    }

    @Override
    public Scored<D> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no document is left");
        }
        return ready.remove();
    }
}
