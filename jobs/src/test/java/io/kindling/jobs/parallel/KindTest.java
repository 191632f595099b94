package io.kindling.jobs.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.optim.OuterOptimizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KindTest {
    @ParameterizedTest
    @CsvSource({
        "1, 30, 30, 1, 0", // a run this short only averages
        "1, 30, 60, 0.6667, 0.5",
        "4, 30, 60, 0.7778, 0.5",
        "1, 30, 300, 0.4, 0.9",
        "2, 30, 3000, 0.6, 0.9",
        "8, 30, 3000, 0.8, 0.9",
        "8, 500, 3000, 0.7, 0.9"
    })
    void theOuterOptimizerSuitsTheRun(int replicas, int localSteps, long rounds, double learningRate, double momentum) {
        OuterOptimizer.Nesterov outer =
                (OuterOptimizer.Nesterov) Kind.DILOCO.outer(replicas, localSteps, rounds, null, null);
        assertThat(outer.learningRate()).isCloseTo(learningRate, within(1e-4));
        assertThat(outer.momentum()).isEqualTo(momentum);
    }

    @Test
    void whatIsAskedForIsTaken() {
        assertThat(Kind.DILOCO.outer(8, 30, 60, 0.3, 0.2)).isEqualTo(new OuterOptimizer.Nesterov(0.3, 0.2));
        assertThat(Kind.AVERAGING.outer(8, 30, 60, 0.3, 0.2)).isEqualTo(new OuterOptimizer.Averaging());
    }
}
