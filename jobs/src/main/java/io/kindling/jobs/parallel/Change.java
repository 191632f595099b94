package io.kindling.jobs.parallel;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/** What a round changes about a vector that all replicas share, slice by slice, as it is broadcast to them. */
final class Change implements Serializable {
    private final WireFormat format;
    private final byte[][] slices;

    Change(WireFormat format, List<byte[]> slices) {
        this.format = format;
        this.slices = slices.toArray(byte[][]::new);
    }

    /** Whether it says where to go from anywhere; otherwise it must find the vector as the round before left it. */
    boolean isWhole() {
        return format == WireFormat.FLOAT32;
    }

    /** Changes one slice. */
    void apply(int slice, float[] values) {
        format.decode(slices[slice], 0, values, values.length);
    }

    int slices() {
        return slices.length;
    }

    long bytes() {
        return Arrays.stream(slices).mapToLong(slice -> slice.length).sum();
    }
}
