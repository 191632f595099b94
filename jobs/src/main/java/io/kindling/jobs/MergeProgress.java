package io.kindling.jobs;

import java.util.function.IntConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how far a vocabulary has grown: a moving bar on a terminal, ten lines elsewhere. */
final class MergeProgress implements IntConsumer, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MergeProgress.class);
    /** Set by the launcher where standard error is a terminal. */
    private static final String TERMINAL = "KINDLING_TERMINAL";

    private final int vocabularySize;
    private ProgressBar bar;
    private int told;

    /** vocabularySize is null where nothing is merged. */
    MergeProgress(Integer vocabularySize) {
        this.vocabularySize = vocabularySize == null ? 0 : vocabularySize;
    }

    @Override
    public void accept(int tokens) {
        if (System.getenv(TERMINAL) != null) {
            bar().stepTo(tokens);
        } else if (tokens - told >= vocabularySize / 10) {
            LOG.info("{} of {} tokens", "%,d".formatted(tokens), "%,d".formatted(vocabularySize));
            told = tokens;
        }
    }

    /** The bar, from the first merge on: while words are counted, Spark shows a bar of its own. */
    private ProgressBar bar() {
        if (bar == null) {
            bar = new ProgressBarBuilder()
                    .setTaskName("tokens")
                    .setInitialMax(vocabularySize)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(500)
                    .build();
        }
        return bar;
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
