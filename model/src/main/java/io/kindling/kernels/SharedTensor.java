package io.kindling.kernels;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** ND4J's memory as {@link CpuKernels} see it: shared, not copied, and gone with the array that it is of. */
public final class SharedTensor {
    private SharedTensor() {}

    /**
     * A float vector as a tensor (1, length).
     *
     * @throws IllegalArgumentException if its elements aren't floats, one after another
     */
    public static Tensor of(INDArray vector) {
        if (vector.dataType() != DataType.FLOAT || vector.rank() != 1 || vector.stride(0) != 1) {
            throw new IllegalArgumentException("vector (%s of %s, strides %s) must be floats, one after another"
                    .formatted(vector.dataType(), Arrays.toString(vector.shape()), Arrays.toString(vector.stride())));
        }
        int length = Math.toIntExact(vector.length());
        return new CpuTensor(new FloatPointer(vector.data().addressPointer()), 0, 1, length, length);
    }
}
