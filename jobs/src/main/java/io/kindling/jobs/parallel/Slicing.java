package io.kindling.jobs.parallel;

import io.kindling.kernels.Tensor;
import io.kindling.model.GptConfig;
import io.kindling.model.Parameters;
import java.io.Serializable;
import java.util.Arrays;

/**
 * How a vector of all parameters is cut for the road: slices of 4 million numbers, the last one shorter. A model of any
 * size then travels in arrays of 16 MiB at most, and tasks share the work on it slice by slice.
 *
 * @param numbers of the whole vector
 */
record Slicing(long numbers) implements Serializable {
    /**
     * A little less than 2²², so that an array of floats fits into whole regions of Java's heap with its header: with 2²², it
     * would waste nearly one region of nine. A multiple of any block of {@link WireFormat}.
     */
    private static final int LENGTH = (1 << 22) - (1 << 10);

    static Slicing of(GptConfig model) {
        return new Slicing(Parameters.count(model));
    }

    int slices() {
        return Math.toIntExact((numbers + LENGTH - 1) / LENGTH);
    }

    long from(int slice) {
        return (long) slice * LENGTH;
    }

    int length(int slice) {
        return (int) Math.min(LENGTH, numbers - from(slice));
    }

    /** One slice out of a model's memory. */
    float[] get(Tensor flat, int slice) {
        return get(flat, slice, new float[length(slice)]);
    }

    /** The same, written into {@code values} unless they have another length; returns it. */
    float[] get(Tensor flat, int slice, float[] values) {
        if (values.length != length(slice)) {
            return get(flat, slice);
        }
        range(flat, slice).get(0, 0, values, 0, values.length);
        return values;
    }

    /** One slice into a model's memory. */
    void put(float[] values, Tensor flat, int slice) {
        range(flat, slice).put(0, 0, values, 0, values.length);
    }

    private Tensor range(Tensor flat, int slice) {
        return flat.range(from(slice), from(slice) + length(slice));
    }

    /** All slices of a vector of zeros. */
    float[][] zeros() {
        float[][] zeros = new float[slices()][];
        Arrays.setAll(zeros, slice -> new float[length(slice)]);
        return zeros;
    }

    /** All slices of a vector. */
    float[][] cut(float[] vector) {
        float[][] cut = zeros();
        for (int slice = 0; slice < cut.length; slice++) {
            System.arraycopy(vector, Math.toIntExact(from(slice)), cut[slice], 0, cut[slice].length);
        }
        return cut;
    }

    /** All slices as one vector. */
    float[] join(float[][] cut) {
        float[] vector = new float[Math.toIntExact(numbers)];
        for (int slice = 0; slice < cut.length; slice++) {
            System.arraycopy(cut[slice], 0, vector, Math.toIntExact(from(slice)), cut[slice].length);
        }
        return vector;
    }
}
