package io.kindling.kernels;

import org.bytedeco.javacpp.FloatPointer;

/**
 * One thread's scratch: heap tiles for the row passes, cursors for BLAS, and a little native memory for attention. They
 * grow to the largest size asked for and are then never allocated again.
 */
final class Tiles {
    /** Elements that a tile holds when rows are short: 4 KiB, so that a few of them fit into a core's first cache. */
    static final int ELEMENTS = 1024;

    private final float[][] tiles = new float[8][ELEMENTS];
    private final CpuTensor[] matrices = new CpuTensor[2];
    private final FloatPointer[] natives = new FloatPointer[2];
    final Cursor a = new Cursor();
    final Cursor b = new Cursor();
    final Cursor c = new Cursor();

    /** Heap tile number {@code which}, of {@code elements} at least. */
    float[] tile(int which, int elements) {
        if (tiles[which].length < elements) {
            tiles[which] = new float[elements];
        }
        return tiles[which];
    }

    /** Native scratch number {@code which}, of exactly this shape; its contents are left over from before. */
    CpuTensor matrix(int which, int rows, int columns) {
        CpuTensor matrix = matrices[which];
        if (matrix != null && matrix.rows == rows && matrix.columns == columns) {
            return matrix;
        }
        long size = (long) rows * columns;
        if (natives[which] == null || natives[which].capacity() < size) {
            natives[which] = new FloatPointer(size);
        }
        matrices[which] = new CpuTensor(natives[which], 0, rows, columns, columns);
        return matrices[which];
    }

    /** How many rows of this width are worked on at once. */
    static int rowsPerTile(int columns) {
        return Math.max(1, ELEMENTS / columns);
    }

    /** Copies {@code count} rows from {@code row} on into the heap, without gaps. */
    static void load(CpuTensor x, int row, int count, float[] into) {
        if (x.stride == x.columns) {
            x.buffer.get(row * x.stride, into, 0, count * x.columns);
            return;
        }
        for (int r = 0; r < count; r++) {
            x.buffer.get((row + r) * x.stride, into, r * x.columns, x.columns);
        }
    }

    /** The way back of {@link #load}. */
    static void store(float[] from, CpuTensor x, int row, int count) {
        if (x.stride == x.columns) {
            x.buffer.put(row * x.stride, from, 0, count * x.columns);
            return;
        }
        for (int r = 0; r < count; r++) {
            x.buffer.put((row + r) * x.stride, from, r * x.columns, x.columns);
        }
    }
}
