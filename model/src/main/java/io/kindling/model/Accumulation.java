package io.kindling.model;

/** Whether a piece of gradient is added to what earlier microbatches left, or replaces what the last step left. */
final class Accumulation {
    private boolean adds;

    boolean adds() {
        return adds;
    }

    void set(boolean value) {
        adds = value;
    }
}
