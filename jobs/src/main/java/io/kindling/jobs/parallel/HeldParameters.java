package io.kindling.jobs.parallel;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** One copy of the shared parameters in this JVM: read by all its tasks, brought to the round that they ask for. */
final class HeldParameters {
    private static final ReentrantReadWriteLock LOCK = new ReentrantReadWriteLock();

    private static String run = "";
    private static long round;
    private static float[][] slices = {};

    private HeldParameters() {}

    static <T> T read(SharedParameters wanted, SharedParameters.Reader<T> reader) throws IOException {
        while (true) {
            LOCK.readLock().lock();
            try {
                if (holds(wanted)) {
                    return reader.read(slices);
                }
            } finally {
                LOCK.readLock().unlock();
            }
            hold(wanted);
        }
    }

    private static boolean holds(SharedParameters wanted) {
        return run.equals(wanted.run()) && round == wanted.round();
    }

    private static void hold(SharedParameters wanted) throws IOException {
        LOCK.writeLock().lock();
        try {
            if (!holds(wanted)) {
                move(wanted);
            }
        } finally {
            LOCK.writeLock().unlock();
        }
    }

    private static void move(SharedParameters wanted) throws IOException {
        boolean follows = run.equals(wanted.run()) && wanted.canFollowFrom(round);
        float[][] held = slices;
        long from = round;
        run = ""; // what fails half-way is held no longer
        if (!follows) {
            slices = new float[0][];
            held = wanted.atOrigin();
            from = wanted.originRound();
        }
        slices = wanted.follow(held, from);
        round = wanted.round();
        run = wanted.run();
    }

    /** Forgets them. */
    static void free() {
        LOCK.writeLock().lock();
        try {
            run = "";
            slices = new float[0][];
        } finally {
            LOCK.writeLock().unlock();
        }
    }
}
