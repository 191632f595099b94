package io.kindling.jobs.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlicingTest {
    private static final int SLICE = (1 << 22) - 1024;
    private static final int LENGTH = SLICE + 5;

    private static float[] vector() {
        float[] vector = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            vector[i] = i;
        }
        return vector;
    }

    @Test
    void joinedSlicesAreTheVector() {
        Slicing slicing = new Slicing(LENGTH);
        float[][] slices = slicing.cut(vector());
        assertThat(slices).hasNumberOfRows(2);
        assertThat(slices[1]).containsExactly(SLICE, SLICE + 1, SLICE + 2, SLICE + 3, SLICE + 4);
        assertThat(slicing.join(slices)).isEqualTo(vector());
    }

    @Test
    void slicesAreBoundedForAnyModel() {
        Slicing slicing = new Slicing(175_000_000_000L);
        assertThat(slicing.slices()).isEqualTo(41_734);
        assertThat(slicing.length(41_733)).isBetween(1, SLICE);
        assertThat(slicing.from(41_733) + slicing.length(41_733)).isEqualTo(175_000_000_000L);
    }

    @Test
    void aCursorGoesFromSliceToSlice() {
        float[][] slices = new Slicing(LENGTH).zeros();
        SliceCursor in = new SliceCursor(slices);
        float[] vector = vector();
        float[] part = new float[1_000_000];
        for (int from = 0; from < LENGTH; from += part.length) {
            int count = Math.min(part.length, LENGTH - from);
            System.arraycopy(vector, from, part, 0, count);
            in.write(part, count);
        }
        float[] out = new float[LENGTH];
        new SliceCursor(slices).read(out, LENGTH);
        assertThat(out).isEqualTo(vector);
    }
}
