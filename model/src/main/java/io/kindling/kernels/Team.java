package io.kindling.kernels;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Threads that do numbered pieces of work together: {@code run(n, body)} calls {@code body} once for each number below
 * n, on whichever thread is free, and returns when all are done. Results must not depend on which thread did what.
 *
 * <p>A step is a handful of such runs a few milliseconds apart, so idle threads spin for a moment before they sleep.
 */
public final class Team implements AutoCloseable {
    private static final int SPINS = 2000;

    private final Thread[] helpers;
    private final AtomicInteger round = new AtomicInteger();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile IntConsumer body;
    private volatile int pieces;
    private volatile Thread caller;
    private volatile boolean closed;

    /** @param threads at least 1, the calling thread included */
    public Team(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads (" + threads + ") must be at least 1");
        }
        helpers = new Thread[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Thread(this::help, "kindling-" + (i + 1));
            helpers[i].setDaemon(true);
            helpers[i].start();
        }
    }

    public int threads() {
        return helpers.length + 1;
    }

    /** Not to be called from two threads at once, nor from inside {@code work}. */
    public void run(int count, IntConsumer work) {
        body = work;
        pieces = count;
        caller = Thread.currentThread();
        failure.set(null);
        next.set(0);
        unfinished.set(helpers.length);
        round.incrementAndGet();
        for (Thread helper : helpers) {
            LockSupport.unpark(helper);
        }
        workOff();
        waitUntil(() -> unfinished.get() == 0);
        if (failure.get() != null) {
            throw new IllegalStateException("a piece of parallel work failed", failure.get());
        }
    }

    private void help() {
        int seen = 0;
        while (true) {
            int last = seen;
            waitUntil(() -> closed || round.get() != last);
            if (closed) {
                return;
            }
            seen = round.get();
            workOff();
            if (unfinished.decrementAndGet() == 0) {
                LockSupport.unpark(caller);
            }
        }
    }

    private void workOff() {
        try {
            for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
                body.accept(piece);
            }
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            next.set(pieces);
        }
    }

    private static void waitUntil(BooleanSupplier condition) {
        for (int spin = 0; spin < SPINS; spin++) {
            if (condition.getAsBoolean()) {
                return;
            }
            Thread.onSpinWait();
        }
        while (!condition.getAsBoolean()) {
            LockSupport.park();
        }
    }

    /** Ends the threads; work under way is finished first. */
    @Override
    public void close() {
        closed = true;
        for (Thread helper : helpers) {
            LockSupport.unpark(helper);
        }
    }
}
