package io.kindling.sample;

import java.util.Arrays;

/**
 * Draws a token from logits: softmax with temperature, over the {@code topK} most probable tokens, and of those over the
 * fewest that hold {@code topP} of the probability (nucleus sampling, Holtzman et al. 2020). Equal logits count in the
 * order of their ids.
 *
 * @param temperature divides the logits: below 1 sharper, above 1 flatter; 0 always takes the most probable token
 * @param topK at least 1; 0 for all
 * @param topP in (0, 1]; 1 for all
 */
public record Sampler(double temperature, int topK, double topP) {
    public Sampler {
        if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("temperature (" + temperature + ") must be at least 0");
        }
        if (topK < 0) {
            throw new IllegalArgumentException("topK (" + topK + ") must be at least 1, or 0 for all tokens");
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("topP (" + topP + ") must be more than 0 and at most 1");
        }
    }

    /**
     * The drawn token's id.
     *
     * @param logits of the whole vocabulary
     * @param uniform a random number in [0, 1)
     */
    public int draw(float[] logits, double uniform) {
        long[] ranked = rank(logits);
        if (temperature == 0) {
            return id(ranked[0]);
        }
        int candidates = topK == 0 ? ranked.length : Math.min(topK, ranked.length);
        double[] weights = new double[candidates];
        double largest = logits[id(ranked[0])];
        double sum = 0;
        for (int i = 0; i < candidates; i++) {
            weights[i] = Math.exp((logits[id(ranked[i])] - largest) / temperature);
            sum += weights[i];
        }
        double kept = 0;
        int nucleus = 0;
        while (nucleus < candidates && kept < topP * sum) {
            kept += weights[nucleus++];
        }
        double left = uniform * kept;
        for (int i = 0; i < nucleus; i++) {
            left -= weights[i];
            if (left < 0) {
                return id(ranked[i]);
            }
        }
        return id(ranked[nucleus - 1]);
    }

    /** The ids from the most probable on; each key holds the logit, in an order of integers and reversed, over the id. */
    private static long[] rank(float[] logits) {
        long[] keys = new long[logits.length];
        for (int id = 0; id < logits.length; id++) {
            if (Float.isNaN(logits[id])) {
                throw new IllegalArgumentException("the logit of token " + id + " isn't a number: the model is broken");
            }
            int bits = Float.floatToIntBits(logits[id]);
            int ascending = bits ^ ((bits >> 31) & 0x7fffffff);
            keys[id] = ((long) ~ascending << 32) | id;
        }
        Arrays.sort(keys);
        return keys;
    }

    private static int id(long key) {
        return (int) key;
    }
}
