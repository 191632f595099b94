package io.kindling.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final float[] LOGITS = {(float) Math.log(0.1), (float) Math.log(0.6), (float) Math.log(0.3)};

    /** How often each token comes for evenly spread random numbers. */
    private static double[] shares(Sampler sampler) {
        double[] shares = new double[LOGITS.length];
        IntStream.range(0, 1000).forEach(i -> shares[sampler.draw(LOGITS, i / 1000.0)] += 0.001);
        return shares;
    }

    private static void assertShares(Sampler sampler, double... expected) {
        double[] actual = shares(sampler);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], offset(0.002));
        }
    }

    @Test
    void tokensComeAsOftenAsTheirProbabilitySays() {
        assertShares(new Sampler(1, 0, 1), 0.1, 0.6, 0.3);
    }

    @Test
    void temperatureRaisesProbabilitiesToItsInverse() {
        double sum = 0.01 + 0.36 + 0.09;
        assertShares(new Sampler(0.5, 0, 1), 0.01 / sum, 0.36 / sum, 0.09 / sum);
    }

    @Test
    void temperatureZeroTakesTheMostProbable() {
        assertShares(new Sampler(0, 0, 1), 0, 1, 0);
    }

    @Test
    void topKLeavesTheKMostProbable() {
        assertShares(new Sampler(1, 2, 1), 0, 2.0 / 3, 1.0 / 3);
    }

    @Test
    void topPLeavesTheFewestThatHoldIt() {
        assertShares(new Sampler(1, 0, 0.6), 0, 1, 0);
        assertShares(new Sampler(1, 0, 0.61), 0, 2.0 / 3, 1.0 / 3);
    }

    @Test
    void equalLogitsCountInTheOrderOfTheirIds() {
        assertThat(new Sampler(0, 0, 1).draw(new float[] {1, 2, 2}, 0.9)).isEqualTo(1);
        assertThat(new Sampler(0, 0, 1).draw(new float[] {-1, -2, -0.5f}, 0.9)).isEqualTo(2);
    }

    @Test
    void settingsThatCantBeSayWhatCan() {
        assertThatThrownBy(() -> new Sampler(-1, 0, 1)).hasMessage("temperature (-1.0) must be at least 0");
        assertThatThrownBy(() -> new Sampler(1, -1, 1)).hasMessage("topK (-1) must be at least 1, or 0 for all tokens");
        assertThatThrownBy(() -> new Sampler(1, 0, 0)).hasMessage("topP (0.0) must be more than 0 and at most 1");
        assertThatThrownBy(() -> new Sampler(1, 0, 1).draw(new float[] {Float.NaN}, 0))
                .hasMessageContaining("isn't a number");
    }

    @Test
    void whatTheTextHasAlreadyIsPenalised() {
        BitSet seen = new BitSet();
        seen.set(0);
        seen.set(1);
        float[] logits = {3, -1, 1, -1.5f};
        Sampler sampler = new Sampler(0, 0, 1, 4);
        assertThat(sampler.draw(logits, seen, 0)).isEqualTo(2);
        assertThat(logits).containsExactly(0.75f, -4, 1, -1.5f);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sampler(1, 0, 1, 0))
                .withMessage("repetitionPenalty (0.0) must be more than 0");
    }
}
