package io.kindling.model;

/**
 * GPT-2's initial parameters (Radford et al. 2019, section 2.3): normal with deviation 0.02, the projections back into the
 * residual stream scaled by 1/√(2L), norms 1, biases 0. Each number is a function of the seed and its own place in the
 * flat vector, so that no order of drawing matters.
 */
public final class Initialisation {
    private static final double DEVIATION = 0.02;
    private static final int ROW = 1 << 12;

    private Initialisation() {}

    /** Overwrites all of {@code parameters}. */
    public static void gpt2(Parameters parameters, long seed) {
        GptConfig config = parameters.config();
        double residual = DEVIATION / Math.sqrt(2.0 * config.layers());
        for (Parameters.Entry entry : Parameters.layout(config)) {
            if (entry.name().endsWith(".bias")) {
                fill(parameters, entry, seed, 0, 0);
            } else if (entry.rank() == 1) {
                fill(parameters, entry, seed, 1, 0);
            } else {
                fill(parameters, entry, seed, 0, entry.name().endsWith("c_proj.weight") ? residual : DEVIATION);
            }
        }
    }

    private static void fill(Parameters parameters, Parameters.Entry entry, long seed, double mean, double deviation) {
        float[] values = new float[ROW];
        for (long from = 0; from < entry.size(); from += ROW) {
            int count = (int) Math.min(ROW, entry.size() - from);
            for (int i = 0; i < count; i++) {
                values[i] = (float) (mean + (deviation == 0 ? 0 : deviation * normal(seed, entry.offset() + from + i)));
            }
            parameters.flat().put(0, Math.toIntExact(entry.offset() + from), values, 0, count);
        }
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
