package io.kindling.jobs.parallel;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A stretch of one replica's vector on its way to the mean.
 *
 * @param number of the stretch, from 0
 */
record Slice(int number, int replica, Floats values) implements Serializable {
    /** Cuts a vector into {@code count} stretches of about the same length. */
    static List<Slice> cut(int replica, Floats vector, int count) {
        List<Slice> slices = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            int from = bound(vector.values().length, number, count);
            int to = bound(vector.values().length, number + 1, count);
            slices.add(new Slice(number, replica, new Floats(Arrays.copyOfRange(vector.values(), from, to))));
        }
        return slices;
    }

    private static int bound(int length, int number, int count) {
        return (int) ((long) length * number / count);
    }

    /** The mean of the same stretch of all replicas, summed in double in the order of the replicas. */
    static Floats mean(Iterable<Slice> slices) {
        List<Slice> ordered = new ArrayList<>();
        slices.forEach(ordered::add);
        ordered.sort(Comparator.comparingInt(Slice::replica));
        float[] mean = new float[ordered.get(0).values.values().length];
        for (int i = 0; i < mean.length; i++) {
            double sum = 0;
            for (Slice slice : ordered) {
                sum += slice.values.values()[i];
            }
            mean[i] = (float) (sum / ordered.size());
        }
        return new Floats(mean);
    }

    /** Stretches in their order as one vector of {@code length}. */
    static Floats join(List<Floats> slices, int length) {
        float[] whole = new float[length];
        int at = 0;
        for (Floats slice : slices) {
            System.arraycopy(slice.values(), 0, whole, at, slice.values().length);
            at += slice.values().length;
        }
        return new Floats(whole);
    }
}
