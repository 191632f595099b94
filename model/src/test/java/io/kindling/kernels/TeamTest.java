package io.kindling.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class TeamTest {
    @Test
    void everyPieceIsDoneOnceInEveryOfManyRuns() {
        try (Team team = new Team(3)) {
            for (int run = 0; run < 2000; run++) {
                AtomicIntegerArray done = new AtomicIntegerArray(run % 17);
                team.run(done.length(), done::incrementAndGet);
                for (int i = 0; i < done.length(); i++) {
                    assertThat(done.get(i)).isOne();
                }
            }
        }
    }

    @Test
    void aFailureReachesTheCallerAndTheTeamGoesOn() {
        try (Team team = new Team(2)) {
            assertThatThrownBy(() -> team.run(8, piece -> {
                        throw new IllegalStateException("piece " + piece);
                    }))
                    .hasMessageContaining("parallel work failed")
                    .cause()
                    .hasMessageStartingWith("piece");
            int[] done = new int[4];
            team.run(4, piece -> done[piece] = 1);
            assertThat(done).containsOnly(1);
        }
    }
}
