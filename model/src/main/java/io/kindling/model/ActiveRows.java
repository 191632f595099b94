package io.kindling.model;

import io.kindling.kernels.Team;
import java.util.function.IntConsumer;

/** The sequences that a step of generation goes on with, each a row of the step's matrices, and the threads for it. */
final class ActiveRows {
    private final Team team;
    private final int[] rows;
    private int count;

    ActiveRows(Team team, int most) {
        this.team = team;
        this.rows = new int[most];
    }

    void clear() {
        count = 0;
    }

    void add(int row) {
        rows[count++] = row;
    }

    int count() {
        return count;
    }

    /** The row of a place below {@link #count}. */
    int row(int place) {
        return rows[place];
    }

    /** Calls {@code body} for each piece of work, in parallel; one piece alone isn't worth waking a thread. */
    void run(int pieces, IntConsumer body) {
        if (pieces == 1) {
            body.accept(0);
        } else {
            team.run(pieces, body);
        }
    }
}
