package io.kindling.shard;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads the windows of a {@link SampleOrder} ahead of their use, on a thread of its own: where shards lie in another
 * machine's store, a read takes as long as many steps of a small model. Positions are asked for one after the other;
 * any other begins anew. What is read never depends on what was read ahead. For one thread.
 */
public final class SampleReader implements Closeable {
    private final TokenStream tokens;
    private final SampleOrder order;
    private final int length;
    private final int ahead;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread reader = new Thread(task, "sample-reader");
        reader.setDaemon(true);
        return reader;
    });
    private final Queue<Future<int[]>> pending = new ArrayDeque<>();
    private long first;

    /**
     * Reads windows of {@code contextLength} + 1 tokens.
     *
     * @param tokens stays open when the reader is closed
     * @param ahead how many windows are read before they are asked for, at least one
     */
    public SampleReader(TokenStream tokens, SampleOrder order, int contextLength, int ahead) {
        this.tokens = tokens;
        this.order = order;
        this.length = contextLength + 1;
        this.ahead = ahead;
    }

    /**
     * Copies the window at a position of the order to the front of {@code into}.
     *
     * @throws io.kindling.tokenizer.BadDataException if a shard is missing or damaged
     */
    public void read(long position, int[] into) throws IOException {
        if (position != first) {
            pending.forEach(window -> window.cancel(false));
            pending.clear();
            first = position;
        }
        while (pending.size() <= ahead) {
            long next = first + pending.size();
            pending.add(thread.submit(() -> window(next)));
        }
        first++;
        System.arraycopy(await(pending.remove()), 0, into, 0, length);
    }

    private int[] window(long position) throws IOException {
        int[] window = new int[length];
        tokens.read(order.start(position), window, 0, length);
        return window;
    }

    private static int[] await(Future<int[]> window) throws IOException {
        try {
            return window.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while a window was read", e));
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
