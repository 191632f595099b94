package io.kindling.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PackTest {
    @Test
    void everySequenceHasItsPlaceAndNoneOverlap() {
        int[] lengths = new SplittableRandom(1).ints(500, 1, 1025).toArray();
        List<Integer> found = new ArrayList<>();
        int first = 0;
        List<Integer> firsts = new ArrayList<>();
        for (int length : lengths) {
            firsts.add(first);
            first += length;
        }
        for (Pack pack : Pack.of(lengths, 1056)) {
            int end = 0;
            for (int s = 0; s < pack.starts().size(); s++) {
                assertThat(pack.starts().get(s) % 12).isZero();
                assertThat(pack.starts().get(s)).isGreaterThanOrEqualTo(end);
                int number = firsts.indexOf(pack.firsts().get(s));
                assertThat(pack.lengths().get(s)).isEqualTo(lengths[number]);
                found.add(number);
                end = pack.starts().get(s) + pack.lengths().get(s);
            }
            assertThat(pack.rows() % 48).isZero();
            assertThat(pack.rows()).isBetween(end, 1056);
        }
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, lengths.length).boxed().toList());
    }

    @Test
    void unequalSequencesLeaveFewRowsEmpty() {
        int[] lengths = new SplittableRandom(2).ints(80, 20, 1025).toArray();
        int rows = Pack.of(lengths, 1056).stream().mapToInt(Pack::rows).sum();
        assertThat((double) IntStream.of(lengths).sum() / rows).isGreaterThan(0.95);
    }

    @Test
    void whatNobodyAsksAboutIsLeftOutInTwelves() {
        Pack pack = Pack.of(new int[] {40, 30}, 96).get(0);
        int[] targets = new int[70];
        Arrays.fill(targets, 0, 26, -1); // of the first sequence, all but 14
        Pack ends = pack.ends(targets);
        assertThat(ends.starts()).containsExactly(0, 24);
        assertThat(ends.lengths()).containsExactly(16, 30);
        assertThat(ends.firsts()).containsExactly(24, 40);
    }
}
