package io.kindling.jobs.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WireFormatTest {
    private static final int LENGTH = 10_001;

    private static float[] random(long seed, double scale) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            values[i] = (float) (scale * (random.nextDouble() - 0.5));
        }
        return values;
    }

    private static float[] travel(WireFormat format, float[] known, float[] vector) {
        byte[] encoded = format.encode(known, vector);
        assertThat(encoded).hasSize((int) format.bytes(vector.length));
        float[] there = known.clone();
        format.decode(encoded, 0, there, there.length);
        assertThat(inStretches(format, known, encoded)).isEqualTo(there);
        return there;
    }

    private static float[] inStretches(WireFormat format, float[] known, byte[] encoded) {
        float[] there = new float[known.length];
        for (int from = 0; from < known.length; from += WireFormat.CHUNK) {
            float[] stretch = Arrays.copyOfRange(known, from, from + WireFormat.CHUNK);
            int count = Math.min(WireFormat.CHUNK, known.length - from);
            format.decode(encoded, from, stretch, count);
            System.arraycopy(stretch, 0, there, from, count);
        }
        return there;
    }

    private static float[] plus(float[] a, float[] b) {
        float[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    @Test
    void float32ArrivesBitForBit() {
        float[] vector = random(1, 1);
        vector[0] = -0.0f;
        vector[1] = Float.MIN_VALUE;
        assertThat(travel(WireFormat.FLOAT32, random(2, 1), vector)).isEqualTo(vector);
        assertThat(WireFormat.FLOAT32.bytes(1000)).isEqualTo(4000);
    }

    @Test
    void bfloat16ArrivesWithinHalfALastDigitOfTheDifference() {
        float[] known = random(1, 1);
        float[] difference = random(2, 1e-2);
        float[] there = travel(WireFormat.BFLOAT16, known, plus(known, difference));
        for (int i = 0; i < LENGTH; i++) {
            assertThat(there[i]).isCloseTo(known[i] + difference[i], offset(Math.abs(difference[i]) / 256 + 1e-7f));
        }
        assertThat(WireFormat.BFLOAT16.bytes(1000)).isEqualTo(2000);
    }

    /** 1 + 1/256 lies half-way between two bfloat16: the even one is 1; 1 + 3/256 goes up to 1 + 4/256. */
    @Test
    void bfloat16RoundsTiesToEven() {
        float[] zero = new float[4];
        float[] vector = {1 + 1 / 256f, 1 + 3 / 256f, -1 - 1 / 256f, 1 + 1 / 256f + 1 / 4096f};
        assertThat(travel(WireFormat.BFLOAT16, zero, vector)).containsExactly(1, 1 + 4 / 256f, -1, 1 + 2 / 256f);
    }

    @Test
    void int8ArrivesWithinHalfAStepOfItsBlocksScale() {
        float[] known = random(1, 1);
        float[] difference = random(2, 1e-2);
        float[] there = travel(WireFormat.INT8, known, plus(known, difference));
        for (int i = 0; i < LENGTH; i++) {
            assertThat(there[i]).isCloseTo(known[i] + difference[i], offset(5e-3f / 127 / 2 + 2e-7f));
        }
        assertThat(WireFormat.INT8.bytes(1 << 20)).isEqualTo((1 << 20) + (1 << 14));
    }

    @Test
    void int8HasAScaleForEachBlockAndRoundsTiesToEven() {
        float[] zero = new float[512];
        float[] vector = new float[512];
        vector[0] = 127;
        vector[1] = -126.5f;
        vector[2] = 2.5f;
        vector[3] = -3;
        vector[256] = 1e-6f;
        float[] there = travel(WireFormat.INT8, zero, vector);
        assertThat(there).startsWith(127, -126, 2, -3, 0);
        assertThat(there[256]).isCloseTo(1e-6f, offset(1e-12f));
    }

    @Test
    void whatHasNotMovedStaysExactly() {
        float[] known = random(3, 1);
        for (WireFormat format : WireFormat.values()) {
            assertThat(travel(format, known, known)).as(format.name()).isEqualTo(known);
        }
    }

    @Test
    void roundingToTheNearestLeavesAMeanWhereItWas() {
        float[] zero = new float[LENGTH];
        float[] vector = random(5, 1e-3);
        double mean = mean(vector);
        for (WireFormat format : WireFormat.values()) {
            assertThat(mean(travel(format, zero, vector))).as(format.name()).isCloseTo(mean, offset(5e-8));
        }
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
