package io.kindling.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.jobs.configuration.Tree;
import io.kindling.jobs.scoring.Perplexity.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;

class PerplexityTest {
    private static final DocumentScore EMPTY = new DocumentScore(new LogLikelihood(0, 0, 1, 0), 0, null);
    private static final DocumentScore EASY = new DocumentScore(new LogLikelihood(-10, 10, 5, 20), 1, null);
    private static final DocumentScore HARD = new DocumentScore(new LogLikelihood(-30, 10, 5, 20), 1, null);

    @Test
    void intervalsReachFromTheEasiestToTheHardestOfFewDocuments() {
        Perplexity perplexity = Perplexity.of(List.of(EASY, HARD), 1);
        assertThat(perplexity.tokenPerplexity()).isEqualTo(Math.exp(2));
        assertThat(perplexity.tokenPerplexityInterval()).isEqualTo(new Interval(Math.E, Math.exp(3)));
    }

    /** A quarter of the resamples holds no token. */
    @Test
    void emptyDocumentsLeaveIntervalsOfNumbers() {
        Perplexity perplexity = Perplexity.of(List.of(EASY, EMPTY), 1);
        assertThat(perplexity.tokenPerplexityInterval()).isEqualTo(new Interval(Math.E, Math.E));
        assertThat(perplexity.bitsPerByteInterval().to()).isEqualTo(perplexity.bitsPerByte());
    }

    @Test
    void whatIsNoNumberIsNullInJson() {
        Perplexity perplexity = Perplexity.of(List.of(EMPTY), 1);
        assertThat(perplexity.tokenPerplexity()).isNaN();
        assertThat(perplexity.tokenPerplexityInterval()).isEqualTo(new Interval(Double.NaN, Double.NaN));
        assertThat(Tree.of(perplexity).path("tokenPerplexity").isNull()).isTrue();
        assertThat(Tree.of(perplexity).path("wordPerplexity").doubleValue()).isEqualTo(1);
    }
}
