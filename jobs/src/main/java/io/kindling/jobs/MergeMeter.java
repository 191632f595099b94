package io.kindling.jobs;

import java.util.function.IntConsumer;

/** Tells how far a vocabulary has grown, from its first merge on. */
final class MergeMeter implements IntConsumer, AutoCloseable {
    private final Integer vocabularySize;
    private Meter meter;

    /** vocabularySize is null where nothing is merged. */
    MergeMeter(Integer vocabularySize) {
        this.vocabularySize = vocabularySize;
    }

    @Override
    public void accept(int tokens) {
        if (meter == null) {
            meter = new Meter("merging", "tokens", vocabularySize);
        }
        meter.to(tokens, "");
    }

    @Override
    public void close() {
        if (meter != null) {
            meter.close();
        }
    }
}
