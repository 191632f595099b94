package io.kindling.kernels;

import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A tensor in the memory of whatever ND4J backend is on the class path. */
final class Nd4jTensor extends Tensor {
    private final DataBuffer memory;
    private final long offset;
    final INDArray array;

    Nd4jTensor(DataBuffer memory, long offset, int rows, int columns, int stride) {
        super(rows, columns, stride);
        this.memory = memory;
        this.offset = offset;
        this.array = Nd4j.create(memory, new long[] {rows, columns}, new long[] {stride, 1}, offset, 'c');
    }

    @Override
    Tensor view(long start, int newRows, int newColumns, int newStride) {
        return new Nd4jTensor(memory, offset + start, newRows, newColumns, newStride);
    }

    @Override
    public double get(int row, int column) {
        return array.getDouble(row, column);
    }

    @Override
    public void set(int row, int column, double value) {
        array.putScalar(row, column, value);
    }

    @Override
    public void get(int row, int column, float[] into, int at, int count) {
        for (int i = 0; i < count; i++) {
            into[at + i] = array.getFloat(row, column + i);
        }
    }

    @Override
    public void put(int row, int column, float[] values, int at, int count) {
        for (int i = 0; i < count; i++) {
            array.putScalar(row, column + i, values[at + i]);
        }
    }

    @Override
    public INDArray array() {
        return array;
    }
}
