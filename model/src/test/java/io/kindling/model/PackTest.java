package io.kindling.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.kernels.RowAlignment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackTest {
    private static final RowAlignment TWELVES = new RowAlignment(12, 48, 96);

    @ParameterizedTest
    @CsvSource({"12, 48, 96", "1, 1, 16"})
    void everySequenceHasItsPlaceAndNoneOverlap(int start, int count, int least) {
        RowAlignment alignment = new RowAlignment(start, count, least);
        int[] lengths = new SplittableRandom(1).ints(500, 1, 1025).toArray();
        List<Integer> found = new ArrayList<>();
        int first = 0;
        List<Integer> firsts = new ArrayList<>();
        for (int length : lengths) {
            firsts.add(first);
            first += length;
        }
        for (Pack pack : Pack.of(lengths, 1056, alignment)) {
            int end = 0;
            for (int s = 0; s < pack.starts().size(); s++) {
                assertThat(pack.starts().get(s) % start).isZero();
                assertThat(pack.starts().get(s)).isGreaterThanOrEqualTo(end);
                int number = firsts.indexOf(pack.firsts().get(s));
                assertThat(pack.lengths().get(s)).isEqualTo(lengths[number]);
                found.add(number);
                end = pack.starts().get(s) + pack.lengths().get(s);
            }
            assertThat(pack.rows() % count).isZero();
            assertThat(pack.rows()).isBetween(Math.max(end, least), 1056);
        }
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, lengths.length).boxed().toList());
    }

    @Test
    void unequalSequencesLeaveFewRowsEmpty() {
        int[] lengths = new SplittableRandom(2).ints(80, 20, 1025).toArray();
        int rows = Pack.of(lengths, 1056, TWELVES).stream().mapToInt(Pack::rows).sum();
        assertThat((double) IntStream.of(lengths).sum() / rows).isGreaterThan(0.95);
    }

    @Test
    void whatNobodyAsksAboutIsLeftOutInTwelves() {
        Pack pack = Pack.of(new int[] {40, 30}, 96, TWELVES).get(0);
        int[] targets = new int[70];
        Arrays.fill(targets, 0, 26, -1); // of the first sequence, all but 14
        Pack ends = pack.ends(targets, TWELVES);
        assertThat(ends.starts()).containsExactly(0, 24);
        assertThat(ends.lengths()).containsExactly(16, 30);
        assertThat(ends.firsts()).containsExactly(24, 40);
        assertThat(ends.rows()).isEqualTo(96);
    }

    @Test
    void whereRowsAreAlikeAnywhereNoneIsEmpty() {
        Pack pack = Pack.of(new int[] {40, 31}, 96, new RowAlignment(1, 1, 16)).get(0);
        assertThat(pack.starts()).containsExactly(0, 40);
        assertThat(pack.rows()).isEqualTo(71);
        int[] targets = new int[71];
        Arrays.fill(targets, 0, 70, -1); // of the first sequence all, of the second all but one
        Pack ends = pack.ends(targets, new RowAlignment(1, 1, 16));
        assertThat(ends.lengths()).containsExactly(0, 1);
        assertThat(ends.firsts()).containsExactly(40, 70);
        assertThat(ends.rows()).isEqualTo(16);
    }
}
