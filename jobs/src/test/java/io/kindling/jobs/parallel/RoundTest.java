package io.kindling.jobs.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundTest {
    /** Of ten seconds, what is neither synchronisation nor waiting is steps. */
    @ParameterizedTest
    @CsvSource({
        "9, 4, 0.1, 0", // alone
        "8 6, 2, 0.2, 0.1", // side by side: the second waits for two seconds
        "4 5, 1, 0.1, 0", // one after the other
        "0.6 3.8 0.6, 1, 0.5, 0", // added one by one as doubles a little less than their sum
        "4 3 4, 2, 0.3, 0.15", // the third follows the second, while the first's core waits
    })
    void coresEitherStepOrWaitOrExchange(String steps, int atOnce, double synchronisation, double waiting) {
        double[] seconds =
                Arrays.stream(steps.split(" ")).mapToDouble(Double::parseDouble).toArray();
        List<Progress> replicas = IntStream.range(0, seconds.length)
                .mapToObj(replica -> new Progress(replica, 1, 1, 1, seconds[replica], 0, List.of(), null))
                .toList();
        Round round = new Round(replicas, 1, 0, 10, 0);
        assertThat(round.synchronisation(atOnce)).isCloseTo(synchronisation, within(1e-12));
        assertThat(round.waiting(atOnce)).isNotNegative().isCloseTo(waiting, within(1e-12));
    }
}
