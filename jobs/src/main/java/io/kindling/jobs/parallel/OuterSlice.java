package io.kindling.jobs.parallel;

import java.io.Serializable;
import java.util.List;

/**
 * One slice of what the outer optimizer remembers between rounds, and what the last round changed about that slice of the
 * parameters.
 */
final class OuterSlice implements Serializable {
    private final int number;
    private final Floats momentum;
    private final byte[] change;
    private final List<Progress> progress;
    private final Spread spread;

    private OuterSlice(int number, Floats momentum, byte[] change, List<Progress> progress, Spread spread) {
        this.number = number;
        this.momentum = momentum;
        this.change = change;
        this.progress = progress;
        this.spread = spread;
    }

    static OuterSlice initial(TrainingPlan plan, int number) {
        int length = plan.outer().hasMomentum() ? Slicing.of(plan.model()).length(number) : 0;
        return of(number, new Floats(new float[length]));
    }

    static OuterSlice of(int number, Floats momentum) {
        return new OuterSlice(number, momentum, new byte[0], List.of(), Spread.NONE);
    }

    /** One outer step, from {@code start} to the mean of where replicas arrived and from there to the new parameters. */
    OuterSlice step(TrainingPlan plan, float[] start, Iterable<Arrival> arrivals) {
        List<Arrival> ordered = Arrival.inOrder(arrivals);
        Mean mean = Mean.of(plan.wire(), start, ordered);
        float[] parameters = mean.values();
        float[] velocity = momentum.values().clone();
        plan.outer().step(start, parameters, velocity);
        return new OuterSlice(
                number,
                new Floats(velocity),
                plan.wire().encode(start, parameters),
                ordered.stream().map(Arrival::progress).toList(),
                mean.spread());
    }

    int number() {
        return number;
    }

    Floats momentum() {
        return momentum;
    }

    /** The same without the momentum, for the driver. */
    OuterSlice withoutMomentum() {
        return new OuterSlice(number, new Floats(), change, progress, spread);
    }

    byte[] change() {
        return change;
    }

    /** How the round went, replica by replica; all slices tell the same. */
    List<Progress> progress() {
        return progress;
    }

    /** How far the replicas came apart in this slice. */
    Spread spread() {
        return spread;
    }
}
