package io.kindling.model;

import io.kindling.kernels.Tensor;
import java.util.Arrays;

/**
 * GPT-2's initial parameters (Radford et al. 2019, section 2.3) at GPT-2's width, and their like at others: embeddings
 * normal with deviation 0.02; a block's matrices with 0.02 · √(768/C), so that activations start equally large at any
 * width, those that lead back into the residual stream divided by √(2L); norms 1, biases 0. Each number is a function of the
 * seed and its own place in the flat vector, so that no order of drawing matters.
 *
 * <p>A plain 0.02 starves narrow models: conf/shakespeare-char-cpu.yaml, 128 wide, ends at 1.90 nats with it and at 1.77
 * with 0.049.
 */
public final class Initialisation {
    private static final double DEVIATION = 0.02;
    private static final double GPT2_WIDTH = 768;
    /** Numbers that pass through Java's heap at a time on their way to a model's memory. */
    private static final int STRETCH = 1 << 16;

    private Initialisation() {}

    /** All parameters of a new model, in the order of {@link Parameters#layout}. */
    public static float[] gpt2(GptConfig config, long seed) {
        float[] parameters = new float[Math.toIntExact(Parameters.count(config))];
        gpt2(config, seed, 0, parameters);
        return parameters;
    }

    /** The same in a new model's memory. */
    public static void gpt2(Parameters parameters, long seed) {
        Tensor flat = parameters.flat();
        float[] stretch = new float[(int) Math.min(STRETCH, flat.size())];
        for (long from = 0; from < flat.size(); from += stretch.length) {
            gpt2(parameters.config(), seed, from, stretch);
            int count = (int) Math.min(stretch.length, flat.size() - from);
            flat.range(from, from + count).put(0, 0, stretch, 0, count);
        }
    }

    /** Fills {@code into} with those from {@code from} on, as many as there are. */
    public static void gpt2(GptConfig config, long seed, long from, float[] into) {
        for (Parameters.Entry entry : Parameters.layout(config)) {
            int first = (int) Math.max(0, entry.offset() - from);
            int end = (int) Math.min(into.length, entry.offset() + entry.size() - from);
            if (entry.rank() == 2) {
                double deviation = deviation(config, entry.name());
                for (int i = first; i < end; i++) {
                    into[i] = (float) (deviation * normal(seed, from + i));
                }
            } else if (first < end) {
                Arrays.fill(into, first, end, entry.name().endsWith(".bias") ? 0 : 1);
            }
        }
    }

    private static double deviation(GptConfig config, String matrix) {
        if (!matrix.startsWith("h.")) {
            return DEVIATION;
        }
        double block = DEVIATION * Math.sqrt(GPT2_WIDTH / config.width());
        return matrix.endsWith("c_proj.weight") ? block / Math.sqrt(2.0 * config.layers()) : block;
    }

    /** A standard normal number (Box and Muller 1958) from two uniform ones. */
    static double normal(long seed, long index) {
        double radius = Math.sqrt(-2 * Math.log(1 - uniform(seed, 2 * index)));
        return radius * Math.cos(2 * Math.PI * uniform(seed, 2 * index + 1));
    }

    /** In [0, 1), 53 bits of SplitMix64 (Steele, Lea and Flood 2014) at place {@code index} of its sequence. */
    private static double uniform(long seed, long index) {
        long z = mix(seed) + (index + 1) * 0x9e3779b97f4a7c15L;
        return (mix(z) >>> 11) * 0x1p-53;
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
