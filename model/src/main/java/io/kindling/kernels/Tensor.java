package io.kindling.kernels;

import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A matrix in a kernel set's memory: {@code rows} × {@code columns}, row-major, consecutive rows {@code stride} elements
 * apart. A vector is a matrix of one row.
 *
 * <p>Views share memory with what they were cut from. Making one allocates a small object, so a step's views are all
 * made before the first step. The memory belongs to the {@link Kernels} that allocated it and goes with it.
 */
public abstract sealed class Tensor permits CpuTensor, Nd4jTensor {
    final int rows;
    final int columns;
    final int stride;

    Tensor(int rows, int columns, int stride) {
        this.rows = rows;
        this.columns = columns;
        this.stride = stride;
    }

    public final int rows() {
        return rows;
    }

    public final int columns() {
        return columns;
    }

    public final long size() {
        return (long) rows * columns;
    }

    /** The rows {@code from} (inclusive) to {@code to} (exclusive). */
    public final Tensor rows(int from, int to) {
        Objects.checkFromToIndex(from, to, rows);
        return view((long) from * stride, to - from, columns, stride);
    }

    /** The columns {@code from} (inclusive) to {@code to} (exclusive) of every row. */
    public final Tensor columns(int from, int to) {
        Objects.checkFromToIndex(from, to, columns);
        return view(from, rows, to - from, stride);
    }

    /** The same elements in row-major order as another shape; only for a tensor without gaps between its rows. */
    public final Tensor reshape(int newRows, int newColumns) {
        if (stride != columns && rows > 1) {
            throw new IllegalArgumentException("a view with gaps between its rows can't be reshaped: " + this);
        }
        if ((long) newRows * newColumns != size()) {
            throw new IllegalArgumentException(this + " can't become (" + newRows + ", " + newColumns + ")");
        }
        return view(0, newRows, newColumns, newColumns);
    }

    /** Elements {@code from} (inclusive) to {@code to} (exclusive) of a vector. */
    public final Tensor range(long from, long to) {
        if (rows != 1) {
            throw new IllegalArgumentException("ranges are cut from vectors, not from " + this);
        }
        Objects.checkFromToIndex(from, to, columns);
        return view(from, 1, Math.toIntExact(to - from), Math.toIntExact(to - from));
    }

    abstract Tensor view(long offset, int rows, int columns, int stride);

    /** One element; for what is too small to copy. */
    public abstract double get(int row, int column);

    /** Sets one element, rounded to this memory's type. */
    public abstract void set(int row, int column, double value);

    /** Copies {@code count} elements of row {@code row}, from column {@code column} on, into {@code into}. */
    public abstract void get(int row, int column, float[] into, int at, int count);

    /** Copies {@code count} elements of {@code values} into row {@code row}, from column {@code column} on. */
    public abstract void put(int row, int column, float[] values, int at, int count);

    /** This memory as an ND4J array (rows, columns), shared, not copied. Starts ND4J's backend if it isn't running. */
    public abstract INDArray array();

    @Override
    public final String toString() {
        return "(" + rows + ", " + columns + ")";
    }
}
