package io.kindling.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The passes of {@link Rows} in the lanes of Java's Vector API, as wide as the processor's. */
final class VectorRows extends Rows {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    private static final VectorShuffle<Float> SWAP_8 = swap(8);
    private static final VectorShuffle<Float> SWAP_4 = swap(4);
    private static final VectorShuffle<Float> SWAP_2 = swap(2);
    private static final VectorShuffle<Float> SWAP_1 = swap(1);

    @Override
    int lanes() {
        return LANES;
    }

    @Override
    void addScaled(float a, float[] x, int xFrom, float[] y, int yFrom, int count) {
        int bound = FLOATS.loopBound(count);
        FloatVector factor = FloatVector.broadcast(FLOATS, a);
        for (int i = 0; i < bound; i += LANES) {
            FloatVector sum = load(x, xFrom + i).fma(factor, load(y, yFrom + i));
            sum.intoArray(y, yFrom + i);
        }
        super.addScaled(a, x, xFrom + bound, y, yFrom + bound, count - bound);
    }

    @Override
    void scale(float a, float[] x, int from, int count) {
        int bound = FLOATS.loopBound(count);
        for (int i = from; i < from + bound; i += LANES) {
            load(x, i).mul(a).intoArray(x, i);
        }
        super.scale(a, x, from + bound, count - bound);
    }

    @Override
    void multiply(CpuTensor x, int xFrom, CpuTensor y, int yFrom, int count) {
        int bound = FLOATS.loopBound(count);
        Object in = x.vectors(xFrom, count);
        Object out = y.vectors(yFrom, count);
        for (int i = 0; i < bound; i += LANES) {
            FloatVector product = VectorMemory.load(in, xFrom + i).mul(VectorMemory.load(out, yFrom + i));
            VectorMemory.store(product, out, yFrom + i);
        }
        super.multiply(x, xFrom + bound, y, yFrom + bound, count - bound);
    }

    @Override
    void add(CpuTensor x, int xFrom, float[] y, int count) {
        int bound = FLOATS.loopBound(count);
        Object in = x.vectors(xFrom, count);
        for (int i = 0; i < bound; i += LANES) {
            VectorMemory.load(in, xFrom + i).add(load(y, i)).intoArray(y, i);
        }
        for (int i = bound; i < count; i++) {
            y[i] += x.buffer.get(xFrom + i);
        }
    }

    @Override
    void sum(float[] a, CpuTensor x, int xFrom, CpuTensor y, int yFrom, int count) {
        int bound = FLOATS.loopBound(count);
        Object in = x.vectors(xFrom, count);
        Object out = y.vectors(yFrom, count);
        for (int i = 0; i < bound; i += LANES) {
            VectorMemory.store(VectorMemory.load(in, xFrom + i).add(load(a, i)), out, yFrom + i);
        }
        for (int i = bound; i < count; i++) {
            y.buffer.put(yFrom + i, a[i] + x.buffer.get(xFrom + i));
        }
    }

    /** Four places at once: through buffers two cores read 24 GB/s of a gradient that way, 19 at one place each; by address 29. */
    @Override
    float sumOfSquares(CpuTensor x, int from, int count) {
        int quarter = FLOATS.loopBound(count / 4);
        Object in = x.vectors(from, count);
        FloatVector sum1 = FloatVector.zero(FLOATS);
        FloatVector sum2 = FloatVector.zero(FLOATS);
        FloatVector sum3 = FloatVector.zero(FLOATS);
        FloatVector sum4 = FloatVector.zero(FLOATS);
        for (int i = from; i < from + quarter; i += LANES) {
            FloatVector value1 = VectorMemory.load(in, i);
            FloatVector value2 = VectorMemory.load(in, i + quarter);
            FloatVector value3 = VectorMemory.load(in, i + 2 * quarter);
            FloatVector value4 = VectorMemory.load(in, i + 3 * quarter);
            sum1 = value1.fma(value1, sum1);
            sum2 = value2.fma(value2, sum2);
            sum3 = value3.fma(value3, sum3);
            sum4 = value4.fma(value4, sum4);
        }
        float rest = super.sumOfSquares(x, from + 4 * quarter, count - 4 * quarter);
        return total(sum1.add(sum2).add(sum3.add(sum4))) + rest;
    }

    @Override
    float sum(float[] x, int from, int count) {
        int bound = FLOATS.loopBound(count);
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = from; i < from + bound; i += LANES) {
            sum = sum.add(load(x, i));
        }
        return total(sum) + super.sum(x, from + bound, count - bound);
    }

    @Override
    float dot(float[] x, int xFrom, float[] y, int yFrom, int count) {
        int bound = FLOATS.loopBound(count);
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = 0; i < bound; i += LANES) {
            sum = load(x, xFrom + i).fma(load(y, yFrom + i), sum);
        }
        return total(sum) + super.dot(x, xFrom + bound, y, yFrom + bound, count - bound);
    }

    @Override
    float max(float[] x, int from, int count) {
        int bound = FLOATS.loopBound(count);
        FloatVector max = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int i = from; i < from + bound; i += LANES) {
            max = max.max(load(x, i));
        }
        return Math.max(max.reduceLanes(VectorOperators.MAX), super.max(x, from + bound, count - bound));
    }

    @Override
    float exponentials(float shift, float[] x, int from, int count) {
        int bound = FLOATS.loopBound(count);
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = from; i < from + bound; i += LANES) {
            FloatVector e = exp(load(x, i).sub(shift));
            e.intoArray(x, i);
            sum = sum.add(e);
        }
        return total(sum) + super.exponentials(shift, x, from + bound, count - bound);
    }

    private static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.max(EXP_LOW).min(EXP_HIGH);
        FloatVector shifted =
                clamped.fma(FloatVector.broadcast(FLOATS, LOG2_E), FloatVector.broadcast(FLOATS, ROUNDING));
        FloatVector n = shifted.sub(ROUNDING);
        FloatVector r = n.fma(
                FloatVector.broadcast(FLOATS, -LN2_LOW), n.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), clamped));
        FloatVector p = r.fma(FloatVector.broadcast(FLOATS, EXP_5), FloatVector.broadcast(FLOATS, EXP_4));
        p = p.fma(r, FloatVector.broadcast(FLOATS, EXP_3));
        p = p.fma(r, FloatVector.broadcast(FLOATS, EXP_2));
        p = p.fma(r, FloatVector.broadcast(FLOATS, EXP_1));
        p = p.fma(r, FloatVector.broadcast(FLOATS, EXP_0));
        FloatVector mantissa = p.fma(r.mul(r), r.add(1f));
        IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        return mantissa.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    }

    @Override
    float squaredDeviations(float mean, float[] x, int from, int count) {
        int bound = FLOATS.loopBound(count);
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = from; i < from + bound; i += LANES) {
            FloatVector deviation = load(x, i).sub(mean);
            sum = deviation.fma(deviation, sum);
        }
        return total(sum) + super.squaredDeviations(mean, x, from + bound, count - bound);
    }

    @Override
    void normalise(
            float mean, float scale, float[] x, int from, float[] weight, float[] bias, float[] y, int first, int to) {
        int bound = first + FLOATS.loopBound(to - first);
        for (int i = first; i < bound; i += LANES) {
            FloatVector normal = load(x, from + i).sub(mean).mul(scale);
            normal.fma(load(weight, i), load(bias, i)).intoArray(y, from + i);
        }
        super.normalise(mean, scale, x, from, weight, bias, y, bound, to);
    }

    @Override
    void normaliseBackward(
            float mean,
            float scale,
            float[] x,
            float[] dy,
            int from,
            float[] weight,
            float[] dWeight,
            float[] dBias,
            int first,
            int to,
            float[] sums) {
        int bound = first + FLOATS.loopBound(to - first);
        FloatVector sum = FloatVector.zero(FLOATS);
        FloatVector projection = FloatVector.zero(FLOATS);
        for (int i = first; i < bound; i += LANES) {
            FloatVector normal = load(x, from + i).sub(mean).mul(scale);
            FloatVector gradient = load(dy, from + i);
            gradient.fma(normal, load(dWeight, i)).intoArray(dWeight, i);
            gradient.add(load(dBias, i)).intoArray(dBias, i);
            FloatVector weighted = gradient.mul(load(weight, i));
            normal.intoArray(x, from + i);
            weighted.intoArray(dy, from + i);
            sum = sum.add(weighted);
            projection = weighted.fma(normal, projection);
        }
        sums[0] += total(sum);
        sums[1] += total(projection);
        super.normaliseBackward(mean, scale, x, dy, from, weight, dWeight, dBias, bound, to, sums);
    }

    @Override
    void normaliseGradient(
            float scale,
            float mean,
            float projection,
            float[] normal,
            float[] dy,
            int from,
            float[] dx,
            int first,
            int to) {
        int bound = first + FLOATS.loopBound(to - first);
        FloatVector factor = FloatVector.broadcast(FLOATS, scale);
        FloatVector minusProjection = FloatVector.broadcast(FLOATS, -projection);
        for (int i = first; i < bound; i += LANES) {
            FloatVector inner = load(normal, from + i)
                    .fma(minusProjection, load(dy, from + i).sub(mean));
            inner.fma(factor, load(dx, from + i)).intoArray(dx, from + i);
        }
        super.normaliseGradient(scale, mean, projection, normal, dy, from, dx, bound, to);
    }

    @Override
    void gelu(CpuTensor x, int xFrom, CpuTensor y, int yFrom, int count) {
        int bound = FLOATS.loopBound(count);
        Object in = x.vectors(xFrom, count);
        Object out = y.vectors(yFrom, count);
        FloatVector linear = FloatVector.broadcast(FLOATS, GELU_LINEAR);
        FloatVector cubic = FloatVector.broadcast(FLOATS, GELU_CUBIC);
        FloatVector one = FloatVector.broadcast(FLOATS, 1f);
        for (int i = 0; i < bound; i += LANES) {
            FloatVector value = VectorMemory.load(in, xFrom + i);
            FloatVector square = value.mul(value);
            FloatVector inner = square.fma(cubic, linear);
            FloatVector s = one.div(exp(value.mul(inner).neg()).add(one));
            FloatVector result = value.mul(s);
            FloatVector slope = square.fma(cubic.mul(3f), linear);
            VectorMemory.store(result.mul(one.sub(s)).fma(slope, s), in, xFrom + i);
            VectorMemory.store(result, out, yFrom + i);
        }
        super.gelu(x, xFrom + bound, y, yFrom + bound, count - bound);
    }

    @Override
    void softmaxBackward(float scale, float dot, float[] p, float[] dp, int from, int count) {
        int bound = FLOATS.loopBound(count);
        for (int i = from; i < from + bound; i += LANES) {
            load(dp, i).sub(dot).mul(load(p, i)).mul(scale).intoArray(dp, i);
        }
        super.softmaxBackward(scale, dot, p, dp, from + bound, count - bound);
    }

    @Override
    void dropout(Dropout dropout, long first, float[] x, int from, int to) {
        int bound = from + FLOATS.loopBound(to - from);
        if ((first + from) >>> 32 != (first + to) >>> 32) {
            bound = from; // The run crosses a multiple of 2³²: leave it to the scalar pass.
        }
        int high = Dropout.mix(dropout.key() + (int) ((first + from) >>> 32));
        IntVector lanes = IntVector.broadcast(INTS, 0).addIndex(1);
        FloatVector zero = FloatVector.zero(FLOATS);
        for (int i = from; i < bound; i += LANES) {
            IntVector hash = mix(lanes.add((int) (first + i)).lanewise(VectorOperators.XOR, high));
            VectorMask<Float> dropped = hash.lanewise(VectorOperators.LSHR, 1)
                    .compare(VectorOperators.LT, dropout.threshold())
                    .cast(FLOATS);
            load(x, i).mul(dropout.scale()).blend(zero, dropped).intoArray(x, i);
        }
        super.dropout(dropout, first, x, bound, to);
    }

    /** As {@link Dropout#mix}. */
    private static IntVector mix(IntVector x) {
        IntVector h = x;
        h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 16))
                .mul(0x21f0aaad);
        h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 15))
                .mul(0x735a2d97);
        return h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 15));
    }

    @Override
    void adamW(Adam a, CpuTensor parameters, CpuTensor gradient, CpuTensor mean, CpuTensor variance, int from, int to) {
        int bound = from + FLOATS.loopBound(to - from);
        Object p = parameters.vectors(from, to - from);
        Object g = gradient.vectors(from, to - from);
        Object m = mean.vectors(from, to - from);
        Object v = variance.vectors(from, to - from);
        FloatVector scale = FloatVector.broadcast(FLOATS, a.gradientScale());
        FloatVector keepMean = FloatVector.broadcast(FLOATS, a.beta1());
        FloatVector addMean = FloatVector.broadcast(FLOATS, 1 - a.beta1());
        FloatVector keepVariance = FloatVector.broadcast(FLOATS, a.beta2());
        FloatVector addVariance = FloatVector.broadcast(FLOATS, 1 - a.beta2());
        FloatVector correction = FloatVector.broadcast(FLOATS, a.varianceCorrection());
        FloatVector epsilon = FloatVector.broadcast(FLOATS, a.epsilon());
        FloatVector keep = FloatVector.broadcast(FLOATS, a.keep());
        FloatVector rate = FloatVector.broadcast(FLOATS, -a.learningRate() * a.meanCorrection());
        for (int i = from; i < bound; i += LANES) {
            FloatVector x = VectorMemory.load(g, i).mul(scale);
            FloatVector first = x.fma(addMean, VectorMemory.load(m, i).mul(keepMean));
            FloatVector second =
                    x.mul(x).fma(addVariance, VectorMemory.load(v, i).mul(keepVariance));
            VectorMemory.store(first, m, i);
            VectorMemory.store(second, v, i);
            FloatVector step = first.div(second.mul(correction).sqrt().add(epsilon));
            VectorMemory.store(step.fma(rate, VectorMemory.load(p, i).mul(keep)), p, i);
        }
        super.adamW(a, parameters, gradient, mean, variance, bound, to);
    }

    /** The sum of lanes, by halves; reduceLanes adds in another order once it is compiled, from Java 23 on. */
    private static float total(FloatVector lanes) {
        FloatVector sum = lanes;
        if (LANES >= 16) {
            sum = sum.add(sum.rearrange(SWAP_8));
        }
        if (LANES >= 8) {
            sum = sum.add(sum.rearrange(SWAP_4));
        }
        if (LANES >= 4) {
            sum = sum.add(sum.rearrange(SWAP_2));
        }
        return sum.add(sum.rearrange(SWAP_1)).lane(0);
    }

    private static VectorShuffle<Float> swap(int distance) {
        return VectorShuffle.fromOp(FLOATS, lane -> (lane ^ distance) % LANES);
    }

    private static FloatVector load(float[] x, int at) {
        return FloatVector.fromArray(FLOATS, x, at);
    }
}
