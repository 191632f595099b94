package io.kindling.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.tokenizer.BadDataException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
    @Test
    void aLineIsReadAsItWasWritten() {
        Metrics metrics = EventFileTest.metrics(3, 2.5, "\"so\"\nhe said");
        assertThat(metrics.json()).doesNotContain("\n");
        assertThat(Metrics.parse(metrics.json() + "\n", "m")).containsExactly(metrics);
    }

    @Test
    void linesOfOlderRunsLackWhatIsNew() {
        Metrics old = Metrics.parse("{\"round\":1,\"step\":4,\"loss\":2.5,\"validationLoss\":null,\"other\":1}\n", "m")
                .get(0);
        assertThat(old.loss()).isEqualTo(2.5);
        assertThat(old.replicaLosses()).isNull();
        assertThat(old.sample()).isNull();
    }

    @Test
    void aLineThatIsNoneIsNamed() {
        assertThatThrownBy(() -> Metrics.parse("{\"round\":1}\n{\"rou", "run/metrics.jsonl"))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith("run/metrics.jsonl, line 2: not a round's metrics: ");
    }

    @Test
    void aLongRunIsThinnedButKeepsItsMeasurementsAndItsEnd() {
        List<Metrics> rounds = java.util.stream.LongStream.rangeClosed(1, 9001)
                .mapToObj(round -> EventFileTest.metrics(round, round % 1000 == 7 ? 1.0 : null, null))
                .toList();
        RunReport.Run run = new RunReport.Run("run", 1, null, null, rounds).thinned();
        assertThat(run.rounds()).hasSizeBetween(3000, 4000).endsWith(rounds.get(9000));
        assertThat(run.rounds().stream().filter(round -> round.validationLoss() != null))
                .hasSize(9);
    }
}
