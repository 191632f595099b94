package io.kindling.kernels;

import java.nio.FloatBuffer;
import java.util.Objects;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A float tensor in native memory, seen three times: by address for BLAS, as a buffer for single elements and for bulk
 * copies into heap tiles, and as the Vector API takes it for the passes that work in place. A tensor of 2 GiB or more is
 * further than a Java buffer reaches: it can only be cut.
 */
final class CpuTensor extends Tensor {
    private static final long LARGEST = Integer.MAX_VALUE / Float.BYTES;

    private final FloatPointer memory;
    private final long offset;
    final Cursor whole;
    final FloatBuffer buffer;
    /**
     * As {@link VectorMemory} takes it; null in a JVM without the Vector API, or where {@code buffer} is. Made with the
     * tensor: the JIT compiler put what made it later into the passes, where there was no room left for their vectors.
     */
    private final Object vectors;

    CpuTensor(FloatPointer memory, long offset, int rows, int columns, int stride) {
        super(rows, columns, stride);
        long extent = rows == 0 ? 0 : (long) (rows - 1) * stride + columns;
        this.memory = memory;
        this.offset = offset;
        this.whole = new Cursor().at(memory.address() + offset * Float.BYTES, rows, columns, stride);
        boolean reachable = extent <= LARGEST;
        this.buffer = reachable ? whole.asBuffer() : null;
        this.vectors = reachable && Rows.best().lanes() > 1
                ? VectorMemory.view(whole.asByteBuffer(), buffer, whole.address())
                : null;
    }

    /** The {@code count} elements from number {@code from} on, as {@link VectorMemory} takes them, which doesn't check bounds. */
    Object vectors(int from, int count) {
        Objects.checkFromIndexSize(from, count, buffer.capacity());
        return vectors;
    }

    /** Number of the element that row {@code row} begins with. */
    int at(int row) {
        return row * stride;
    }

    @Override
    Tensor view(long start, int newRows, int newColumns, int newStride) {
        return new CpuTensor(memory, offset + start, newRows, newColumns, newStride);
    }

    @Override
    public double get(int row, int column) {
        return buffer.get(row * stride + column);
    }

    @Override
    public void set(int row, int column, double value) {
        buffer.put(row * stride + column, (float) value);
    }

    @Override
    public void get(int row, int column, float[] into, int at, int count) {
        buffer.get(row * stride + column, into, at, count);
    }

    @Override
    public void put(int row, int column, float[] values, int at, int count) {
        buffer.put(row * stride + column, values, at, count);
    }

    @Override
    public INDArray array() {
        FloatPointer all = new FloatPointer(memory);
        return Nd4j.create(
                Nd4j.createBuffer(all, memory.capacity(), DataType.FLOAT),
                new long[] {rows, columns},
                new long[] {stride, 1},
                offset,
                'c');
    }
}
