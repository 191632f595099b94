package io.kindling.jobs.parallel;

import java.io.Serializable;
import java.util.List;

/** One slice of the mean of all replicas' gradients, as it travels back to them. */
final class MeanGradient implements Serializable {
    private final byte[] encoded;
    private final double squares;
    private final List<Progress> progress;

    private MeanGradient(byte[] encoded, double squares, List<Progress> progress) {
        this.encoded = encoded;
        this.squares = squares;
        this.progress = progress;
    }

    static MeanGradient of(TrainingPlan plan, int slice, Iterable<Arrival> arrivals) {
        List<Arrival> ordered = Arrival.inOrder(arrivals);
        float[] zeros = new float[Slicing.of(plan.model()).length(slice)];
        Mean mean = Mean.of(plan.wire(), zeros, ordered);
        return new MeanGradient(
                plan.wire().encode(zeros, mean.values()),
                mean.spread().moved(),
                ordered.stream().map(Arrival::progress).toList());
    }

    /** The norm of the whole gradient, of which these are all slices. */
    static double norm(List<MeanGradient> slices) {
        return Math.sqrt(slices.stream().mapToDouble(slice -> slice.squares).sum());
    }

    /** All slices, to be broadcast. */
    static Change change(WireFormat format, List<MeanGradient> slices) {
        return new Change(format, slices.stream().map(slice -> slice.encoded).toList());
    }

    /** How the step went, replica by replica; all slices tell the same. */
    List<Progress> progress() {
        return progress;
    }
}
