package io.kindling.jobs.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeanTest {
    private static final int LENGTH = 103;
    private static final float[] KNOWN = vector(-0.2f);

    private static float[] vector(float scale) {
        float[] values = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            values[i] = scale * (i + 1);
        }
        return values;
    }

    private static Arrival arrival(int replica, long tokens, float scale) {
        Progress progress = new Progress(replica, tokens, 1, 1, 1, 0, List.of(), null);
        byte[] encoded = tokens == 0 ? new byte[0] : WireFormat.FLOAT32.encode(KNOWN, vector(scale));
        return Arrival.of(progress, new byte[][] {encoded}).get(0);
    }

    private static float[] mean(Arrival... arrivals) {
        return meanOf(arrivals).values();
    }

    private static Spread spread(Arrival... arrivals) {
        return meanOf(arrivals).spread();
    }

    private static Mean meanOf(Arrival... arrivals) {
        List<Arrival> came = new ArrayList<>(List.of(arrivals));
        Collections.reverse(came);
        return Mean.of(WireFormat.FLOAT32, KNOWN, Arrival.inOrder(came));
    }

    @Test
    void theMeanIsThatOfTheReplicasInTheirOrderHoweverTheyCame() {
        float[] mean = mean(arrival(0, 5, 0.1f), arrival(1, 5, 0.7f), arrival(2, 5, 0.3f));
        for (int i = 0; i < LENGTH; i++) {
            double sum = 5.0 * (0.1f * (i + 1)) + 5.0 * (0.7f * (i + 1)) + 5.0 * (0.3f * (i + 1));
            assertThat(mean[i]).isEqualTo((float) (sum / 15));
        }
    }

    @Test
    void tokensAreTheWeights() {
        assertThat(mean(arrival(0, 1, 1), arrival(1, 3, 5))).isEqualTo(vector(4));
    }

    @Test
    void theMeanOfOneReplicaIsItselfBitForBit() {
        assertThat(mean(arrival(0, 7680, 0.3f))).isEqualTo(vector(0.3f));
    }

    @Test
    void whoeverHasNoTokensIsLeftOut() {
        assertThat(mean(arrival(0, 0, 9), arrival(1, 12, 0.3f))).isEqualTo(vector(0.3f));
        assertThat(mean(arrival(0, 0, 9), arrival(1, 0, 9))).isEqualTo(KNOWN);
        assertThat(spread(arrival(0, 0, 9), arrival(1, 0, 9))).isEqualTo(Spread.NONE);
    }

    /** From −0.2 to 0.8 and 2.8 by equal weights: moved by 2 together, and 1 apart from there. */
    @Test
    void theSpreadIsTheDistanceFromTheMeanBesideTheMeansOwnWay() {
        Spread spread = spread(arrival(0, 5, 0.8f), arrival(1, 5, 2.8f));
        assertThat(Spread.of(List.of(spread))).isCloseTo(0.5, offset(1e-6));
        assertThat(spread.moved()).isCloseTo(4 * squares(), offset(1e-3 * squares()));
    }

    @Test
    void oneReplicaIsNotApartFromItself() {
        Spread spread = spread(arrival(0, 5, 0.3f), arrival(1, 0, 9));
        assertThat(Spread.of(List.of(spread))).isLessThan(1e-6);
        assertThat(Spread.of(List.of(Spread.NONE))).isZero();
    }

    private static double squares() {
        double sum = 0;
        for (int i = 1; i <= LENGTH; i++) {
            sum += (double) i * i;
        }
        return sum;
    }
}
