package io.kindling.jobs.parallel;

/** What training holds in this JVM between tasks. */
public final class Memory {
    private Memory() {}

    /** Frees it; executors free theirs when they end. */
    public static void free() {
        ReplicaMemory.freeIdle();
        HeldParameters.free();
    }
}
