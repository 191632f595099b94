package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeterTest {
    private static final long SECOND = 1_000_000_000;

    private final List<String> lines = new ArrayList<>();
    private long now;

    private Meter meter(long total) {
        return new Meter("counting words", "tasks", total, false, () -> now, lines::add);
    }

    @Test
    void whatIsShortIsNotTold() {
        try (Meter meter = meter(100)) {
            for (int i = 0; i <= 100; i++) {
                now += SECOND / 4;
                meter.to(i, "");
            }
        }
        assertThat(lines).isEmpty();
    }

    @Test
    void aLongOneHasALineEveryHalfMinuteWithRateAndTimeLeft() {
        try (Meter meter = meter(1000)) {
            meter.to(0, "");
            for (int i = 1; i <= 70; i++) {
                now += SECOND;
                meter.to(2 * i, "29.0 MB/s read");
            }
        }
        assertThat(lines)
                .containsExactly(
                        "counting words: 60 of 1,000 tasks, 6 %, 2.00 a second, 0:07:50 left, 29.0 MB/s read",
                        "counting words: 120 of 1,000 tasks, 12 %, 2.00 a second, 0:07:20 left, 29.0 MB/s read");
    }

    /** A run that was resumed has done nothing of what it had before. */
    @Test
    void whatWasDoneBeforeDoesNotMakeItFaster() {
        try (Meter meter = meter(1000)) {
            meter.to(500, "");
            now = 40 * SECOND;
            meter.to(900, "");
        }
        assertThat(lines).containsExactly("counting words: 900 of 1,000 tasks, 90 %, 10 a second, 0:00:10 left");
    }

    @Test
    void nothingIsAddedRightAfterAnothersLine() {
        try (Meter meter = meter(1000)) {
            meter.to(0, "");
            now = 29 * SECOND;
            meter.told();
            now = 31 * SECOND;
            meter.to(10, "");
        }
        assertThat(lines).isEmpty();
    }
}
