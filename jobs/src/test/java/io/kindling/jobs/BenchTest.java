package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BenchTest {
    private static Bench.Settings small(Bench.Subject subject, int heads) {
        return new Bench.Settings(subject, 65, 32, 2, heads, 16, 4, 2, 1, 3);
    }

    @ParameterizedTest
    @EnumSource
    void everySubjectIsTimedBesideThePeak(Bench.Subject subject) {
        Bench.Result result = Bench.run(small(subject, 2), () -> null);
        assertThat(result.millisPerStep()).isPositive();
        assertThat(result.fractionOfPeak()).isBetween(0.0, 1.0);
        assertThat(result.tokensPerSecond()).isPositive();
        assertThat(result.peakResidentMegabytes()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void dimensionsThatCannotBeAreRefused(Bench.Subject subject) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> small(subject, 5))
                .withMessage("width (32) must be divisible by heads (5)");
    }
}
