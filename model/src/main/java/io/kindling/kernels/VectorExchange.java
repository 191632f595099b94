package io.kindling.kernels;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The passes of {@link Exchange} in the lanes of Java's Vector API. */
final class VectorExchange extends Exchange {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    /** As many bytes. */
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(LANES * Byte.SIZE));

    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    /** As many floats. */
    private static final VectorSpecies<Float> HALF =
            VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.length() * Float.SIZE));

    @Override
    float largestDifference(float[] x, float[] y, int from, int count) {
        int bound = FLOATS.loopBound(count);
        FloatVector largest = FloatVector.zero(FLOATS);
        for (int i = from; i < from + bound; i += LANES) {
            largest = largest.max(load(y, i).sub(load(x, i)).abs());
        }
        return Math.max(
                largest.reduceLanes(VectorOperators.MAX), super.largestDifference(x, y, from + bound, count - bound));
    }

    @Override
    void roundDifferences(float a, float[] x, float[] y, int from, byte[] bytes, int at, int count) {
        int bound = FLOATS.loopBound(count);
        for (int i = 0; i < bound; i += LANES) {
            FloatVector rounded =
                    load(y, from + i).sub(load(x, from + i)).mul(a).add(Rows.ROUNDING);
            rounded.reinterpretAsInts()
                    .convertShape(VectorOperators.I2B, BYTES, 0)
                    .reinterpretAsBytes()
                    .intoArray(bytes, at + i);
        }
        super.roundDifferences(a, x, y, from + bound, bytes, at + bound, count - bound);
    }

    @Override
    void addScaled(float a, byte[] bytes, int at, float[] y, int yFrom, int count) {
        int bound = FLOATS.loopBound(count);
        for (int i = 0; i < bound; i += LANES) {
            Vector<Float> numbers =
                    ByteVector.fromArray(BYTES, bytes, at + i).convertShape(VectorOperators.B2F, FLOATS, 0);
            ((FloatVector) numbers).mul(a).add(load(y, yFrom + i)).intoArray(y, yFrom + i);
        }
        super.addScaled(a, bytes, at + bound, y, yFrom + bound, count - bound);
    }

    @Override
    void addWithSquares(
            double a, float[] x, float[] y, int yFrom, double[] sums, double[] squares, int from, int count) {
        int bound = DOUBLES.loopBound(count);
        for (int i = from; i < from + bound; i += DOUBLES.length()) {
            DoubleVector wide = widened(x, i);
            wide.mul(a).add(load(sums, i)).intoArray(sums, i);
            DoubleVector difference = wide.sub(widened(y, yFrom + i));
            difference.mul(a).mul(difference).add(load(squares, i)).intoArray(squares, i);
        }
        super.addWithSquares(a, x, y, yFrom, sums, squares, from + bound, count - bound);
    }

    @Override
    void divideWithSquares(
            double[] sums, double divisor, float[] x, float[] y, int at, double[] squares, int from, int count) {
        int bound = DOUBLES.loopBound(count);
        for (int i = from; i < from + bound; i += DOUBLES.length()) {
            Vector<Float> quotients = load(sums, i).div(divisor).convertShape(VectorOperators.D2F, HALF, 0);
            ((FloatVector) quotients).intoArray(x, at + i);
            DoubleVector difference = widened(x, at + i).sub(widened(y, at + i));
            difference.mul(difference).add(load(squares, i)).intoArray(squares, i);
        }
        super.divideWithSquares(sums, divisor, x, y, at, squares, from + bound, count - bound);
    }

    private static FloatVector load(float[] x, int at) {
        return FloatVector.fromArray(FLOATS, x, at);
    }

    private static DoubleVector load(double[] x, int at) {
        return DoubleVector.fromArray(DOUBLES, x, at);
    }

    private static DoubleVector widened(float[] x, int at) {
        return (DoubleVector) FloatVector.fromArray(HALF, x, at).convertShape(VectorOperators.F2D, DOUBLES, 0);
    }
}
