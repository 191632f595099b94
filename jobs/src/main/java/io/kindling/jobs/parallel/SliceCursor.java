package io.kindling.jobs.parallel;

/** Goes through the numbers of a sliced vector from the first to the last. */
final class SliceCursor {
    private final float[][] slices;
    private int slice;
    private int next;

    SliceCursor(float[][] slices) {
        this.slices = slices;
    }

    /** Copies the next {@code count} numbers into {@code into}. */
    void read(float[] into, int count) {
        for (int done = 0; done < count; ) {
            int length = advance(count - done);
            System.arraycopy(slices[slice], next, into, done, length);
            next += length;
            done += length;
        }
    }

    /** Sets the next {@code count} numbers from {@code values}. */
    void write(float[] values, int count) {
        for (int done = 0; done < count; ) {
            int length = advance(count - done);
            System.arraycopy(values, done, slices[slice], next, length);
            next += length;
            done += length;
        }
    }

    /** Moves to where numbers are left; returns how many of {@code wanted} are. */
    private int advance(int wanted) {
        while (next == slices[slice].length) {
            slice++;
            next = 0;
        }
        return Math.min(wanted, slices[slice].length - next);
    }
}
