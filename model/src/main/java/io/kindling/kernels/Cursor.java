package io.kindling.kernels;

import org.bytedeco.javacpp.FloatPointer;

/**
 * A matrix by its address, as BLAS takes it. A cursor can be set down anywhere without making an object, which JavaCPP's
 * own {@code position} doesn't allow; a thread keeps three for all of attention's small products.
 */
final class Cursor extends FloatPointer {
    int rows;
    int columns;
    int stride;

    Cursor at(long newAddress, int newRows, int newColumns, int newStride) {
        address = newAddress;
        rows = newRows;
        columns = newColumns;
        stride = newStride;
        limit = rows == 0 ? 0 : (long) (rows - 1) * stride + columns;
        capacity = limit;
        return this;
    }

    /** The {@code newRows} × {@code newColumns} elements of {@code tensor} from ({@code row}, {@code column}) on. */
    Cursor at(CpuTensor tensor, int row, int column, int newRows, int newColumns) {
        long offset = (long) row * tensor.stride + column;
        return at(tensor.whole.address() + offset * Float.BYTES, newRows, newColumns, tensor.stride);
    }
}
