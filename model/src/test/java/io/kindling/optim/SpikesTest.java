package io.kindling.optim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpikesTest {
    private static double loss(int step) {
        return 2 + 0.1 * Math.sin(step);
    }

    private static Spikes after(int steps) {
        Spikes spikes = new Spikes(6, new float[0]);
        for (int step = 0; step < steps; step++) {
            assertThat(spikes.add(loss(step), 1)).as("step %d", step).isFalse();
        }
        return spikes;
    }

    @Test
    void whatIsFarAboveTheLast128StandsOut() {
        assertThat(after(200).add(2.4, 1)).isFalse(); // 2 + 6 · 0.0707 = 2.42
        assertThat(after(200).add(2.5, 1)).isTrue();
        assertThat(after(200).add(2, 1.1)).isTrue();
        assertThat(after(200).add(-9, 1)).isFalse();
    }

    @Test
    void nothingStandsOutBefore128StepsOrWithoutALimit() {
        assertThat(after(127).add(1e9, 1e9)).isFalse();
        assertThat(after(128).add(1e9, 1)).isTrue();
        Spikes none = new Spikes(0, new float[0]);
        for (int step = 0; step < 200; step++) {
            assertThat(none.add(step == 150 ? 1e9 : 1, 1)).isFalse();
        }
    }

    @Test
    void whatHasChangedForGoodStopsStandingOut() {
        Spikes spikes = after(300);
        assertThat(spikes.add(4, 1)).isTrue();
        int skipped = 1;
        while (spikes.add(4, 1)) {
            skipped++;
        }
        assertThat(skipped).isBetween(2, 10);
    }

    @Test
    void aWindowPutBackGoesOnAsBefore() {
        Spikes before = after(300);
        Spikes again = new Spikes(6, before.window());
        for (int step = 300; step < 700; step++) {
            double loss = step % 50 == 7 ? 3 : loss(step);
            assertThat(again.add(loss, 1)).isEqualTo(before.add(loss, 1));
        }
        assertThat(again.window()).isEqualTo(before.window());
    }
}
