package io.kindling.kernels;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes over runs of floats, one element at a time: in the Java heap, or in tensors where each element is met once. This
 * class defines what each pass computes; {@link VectorRows} computes the same in lanes, within float rounding, and calls
 * back here for what its lanes leave over.
 *
 * <p>Each pass is a small method of its own, and a method calls few of them: HotSpot's C2 stops inlining once a method has
 * grown to 18,000 nodes, and a vector that goes into or out of a method is an object, which makes a pass several times slower.
 */
class Rows {
    static final float LOG2_E = 1.442695f;
    /** ln 2 in two parts: the first has few enough bits for n · LN2_HIGH to be exact. */
    static final float LN2_HIGH = 355f / 512;

    static final float LN2_LOW = -2.1219444e-4f;
    /** e^x is a normal float between these. */
    static final float EXP_LOW = -87.3f;

    static final float EXP_HIGH = 88f;
    /** Coefficients of (e^r − 1 − r) / r² on |r| ≤ ln 2 / 2. */
    static final float EXP_5 = 1.9875691e-4f;

    static final float EXP_4 = 1.3981999e-3f;
    static final float EXP_3 = 8.333452e-3f;
    static final float EXP_2 = 4.1665796e-2f;
    static final float EXP_1 = 0.16666666f;
    static final float EXP_0 = 0.5f;

    /**
     * 1.5 · 2²³. A float this large has no digits after the point, so adding it rounds, and leaves the whole number in the
     * lowest bits: −3 + it has the bits 0x4b3ffffd, whose last byte is −3.
     */
    static final float ROUNDING = 0x1.8p23f;

    /** 2·√(2/π), and 0.044715 times that: GELU's inner polynomial. */
    static final float GELU_LINEAR = 1.5957692f;

    static final float GELU_CUBIC = 0.071354814f;

    /** The fastest passes that this JVM has; says so once where they are the slow ones. */
    static Rows best() {
        return Best.ROWS;
    }

    /** How many floats are worked on at once. */
    int lanes() {
        return 1;
    }

    private static final class Best {
        private static final Logger log = LoggerFactory.getLogger(Rows.class);
        private static final String SLOW = "row passes run one element at a time, several times slower";
        private static final Rows ROWS = choose();

        private static Rows choose() {
            if (!VectorApi.isThere()) {
                log.warn("Java's Vector API is missing: {}; start the JVM with {}", SLOW, VectorApi.flags());
                return new Rows();
            }
            if (!fusesMultiplyAndAdd()) {
                log.warn("The processor or the JVM has no fused multiply-add: {}; x86 has it with AVX2", SLOW);
                return new Rows();
            }
            return new VectorRows();
        }

        /** Without it, the Vector API computes each lane's fma in software. */
        private static boolean fusesMultiplyAndAdd() {
            HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return jvm == null || Boolean.parseBoolean(jvm.getVMOption("UseFMA").getValue());
        }
    }

    /** {@code y += a·x} */
    void addScaled(float a, float[] x, int xFrom, float[] y, int yFrom, int count) {
        for (int i = 0; i < count; i++) {
            y[yFrom + i] += a * x[xFrom + i];
        }
    }

    /** {@code x *= a} */
    void scale(float a, float[] x, int from, int count) {
        for (int i = from; i < from + count; i++) {
            x[i] *= a;
        }
    }

    /** {@code y *= x} */
    void multiply(CpuTensor x, int xFrom, CpuTensor y, int yFrom, int count) {
        for (int i = 0; i < count; i++) {
            y.buffer.put(yFrom + i, y.buffer.get(yFrom + i) * x.buffer.get(xFrom + i));
        }
    }

    /** {@code y += x} */
    void add(CpuTensor x, int xFrom, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] += x.buffer.get(xFrom + i);
        }
    }

    /** {@code y = a + x} */
    void sum(float[] a, CpuTensor x, int xFrom, CpuTensor y, int yFrom, int count) {
        for (int i = 0; i < count; i++) {
            y.buffer.put(yFrom + i, a[i] + x.buffer.get(xFrom + i));
        }
    }

    float sumOfSquares(CpuTensor x, int from, int count) {
        float sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += x.buffer.get(i) * x.buffer.get(i);
        }
        return sum;
    }

    float sum(float[] x, int from, int count) {
        float sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += x[i];
        }
        return sum;
    }

    float dot(float[] x, int xFrom, float[] y, int yFrom, int count) {
        float sum = 0;
        for (int i = 0; i < count; i++) {
            sum += x[xFrom + i] * y[yFrom + i];
        }
        return sum;
    }

    float max(float[] x, int from, int count) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = from; i < from + count; i++) {
            max = Math.max(max, x[i]);
        }
        return max;
    }

    /** {@code x = e^(x − shift)}; returns the sum. */
    float exponentials(float shift, float[] x, int from, int count) {
        float sum = 0;
        for (int i = from; i < from + count; i++) {
            x[i] = exp(x[i] - shift);
            sum += x[i];
        }
        return sum;
    }

    /** Relative error below 1.2e-7 in [EXP_LOW, EXP_HIGH], clamped outside; NaN stays NaN. */
    static float exp(float x) {
        float clamped = Math.max(EXP_LOW, Math.min(EXP_HIGH, x));
        float n = (float) Math.rint(clamped * LOG2_E);
        float r = clamped - n * LN2_HIGH - n * LN2_LOW;
        float polynomial = ((((EXP_5 * r + EXP_4) * r + EXP_3) * r + EXP_2) * r + EXP_1) * r + EXP_0;
        float mantissa = polynomial * r * r + r + 1;
        return mantissa * Float.intBitsToFloat(((int) n + 127) << 23);
    }

    /** Sum of (x − mean)². */
    float squaredDeviations(float mean, float[] x, int from, int count) {
        float sum = 0;
        for (int i = from; i < from + count; i++) {
            float deviation = x[i] - mean;
            sum += deviation * deviation;
        }
        return sum;
    }

    /** {@code y = (x − mean)·scale·weight + bias} */
    void normalise(
            float mean, float scale, float[] x, int from, float[] weight, float[] bias, float[] y, int first, int to) {
        for (int i = first; i < to; i++) {
            y[from + i] = (x[from + i] - mean) * scale * weight[i] + bias[i];
        }
    }

    /**
     * Adds dy·x̂ to {@code dWeight} and dy to {@code dBias}, and turns {@code x} into x̂ and {@code dy} into g = dy·weight;
     * adds Σ g and Σ g·x̂ to the two {@code sums}.
     */
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
        for (int i = first; i < to; i++) {
            float normal = (x[from + i] - mean) * scale;
            float gradient = dy[from + i];
            dWeight[i] += gradient * normal;
            dBias[i] += gradient;
            x[from + i] = normal;
            dy[from + i] = gradient * weight[i];
            sums[0] += dy[from + i];
            sums[1] += dy[from + i] * normal;
        }
    }

    /** {@code dx += scale·(dy − mean − x̂·projection)} */
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
        for (int i = first; i < to; i++) {
            dx[from + i] += scale * (dy[from + i] - mean - normal[from + i] * projection);
        }
    }

    /** {@code y = GELU(x)} and {@code x} its derivative: with s = σ(2·√(2/π)·(x + 0.044715·x³)), GELU is x·s. */
    void gelu(CpuTensor x, int xFrom, CpuTensor y, int yFrom, int count) {
        for (int i = 0; i < count; i++) {
            float value = x.buffer.get(xFrom + i);
            float square = value * value;
            float s = 1 / (1 + exp(-value * (GELU_LINEAR + GELU_CUBIC * square)));
            float result = value * s;
            x.buffer.put(xFrom + i, s + result * (1 - s) * (GELU_LINEAR + 3 * GELU_CUBIC * square));
            y.buffer.put(yFrom + i, result);
        }
    }

    /** {@code dp = p·(dp − dot)·scale}: the gradient through a softmax, with dot = Σ p·dp. */
    void softmaxBackward(float scale, float dot, float[] p, float[] dp, int from, int count) {
        for (int i = from; i < from + count; i++) {
            dp[i] = p[i] * (dp[i] - dot) * scale;
        }
    }

    /** Sets dropped elements to zero and scales the others; element i counts as number {@code first + i}. */
    void dropout(Dropout dropout, long first, float[] x, int from, int to) {
        float scale = dropout.scale();
        for (int i = from; i < to; i++) {
            x[i] = dropout.keeps(first + i) ? x[i] * scale : 0;
        }
    }

    /** One AdamW step of the elements {@code from} to {@code to}; see {@link Kernels#adamW}. */
    void adamW(Adam a, CpuTensor parameters, CpuTensor gradient, CpuTensor mean, CpuTensor variance, int from, int to) {
        for (int i = from; i < to; i++) {
            float g = gradient.buffer.get(i) * a.gradientScale;
            float m = a.beta1 * mean.buffer.get(i) + (1 - a.beta1) * g;
            float v = a.beta2 * variance.buffer.get(i) + (1 - a.beta2) * g * g;
            mean.buffer.put(i, m);
            variance.buffer.put(i, v);
            float step = m * a.meanCorrection / ((float) Math.sqrt(v * a.varianceCorrection) + a.epsilon);
            parameters.buffer.put(i, parameters.buffer.get(i) * a.keep - a.learningRate * step);
        }
    }

    /** An AdamW step's constants as the passes use them. */
    record Adam(
            float gradientScale,
            float beta1,
            float beta2,
            float meanCorrection,
            float varianceCorrection,
            float epsilon,
            float keep,
            float learningRate) {
        static Adam of(Kernels.AdamWStep step, double gradientScale) {
            return new Adam(
                    (float) gradientScale,
                    (float) step.beta1(),
                    (float) step.beta2(),
                    (float) step.meanCorrection(),
                    (float) step.varianceCorrection(),
                    (float) step.epsilon(),
                    (float) (1 - step.learningRate() * step.weightDecay()),
                    (float) step.learningRate());
        }
    }

    static void zero(float[] x, int count) {
        Arrays.fill(x, 0, count, 0);
    }
}
