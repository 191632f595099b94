package io.kindling.sample;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Draws a token from logits: softmax with temperature, over the {@code topK} most probable tokens, and of those over the
 * fewest that hold {@code topP} of the probability (nucleus sampling, Holtzman et al. 2020). Of equal logits
 * the smaller id comes first.
 *
 * @param temperature divides the logits: below 1 sharper, above 1 flatter; 0 always takes the most probable token
 * @param topK at least 1; 0 for all
 * @param topP in (0, 1]; 1 for all
 * @param repetitionPenalty divides the positive logits of tokens that the text already has and multiplies the negative ones,
 *     before all else (Keskar et al. 2019): above 1 against repetition; 1 for none
 */
public record Sampler(double temperature, int topK, double topP, double repetitionPenalty) {
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
        if (!(repetitionPenalty > 0 && repetitionPenalty < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("repetitionPenalty (" + repetitionPenalty + ") must be more than 0");
        }
    }

    /** Without a penalty for repetition. */
    public Sampler(double temperature, int topK, double topP) {
        this(temperature, topK, topP, 1);
    }

    /**
     * The drawn token's id.
     *
     * @param logits of the whole vocabulary; changed where {@code repetitionPenalty} isn't 1
     * @param seen the ids that the text has, its prompt included
     * @param uniform a random number in [0, 1)
     */
    public int draw(float[] logits, BitSet seen, double uniform) {
        if (repetitionPenalty != 1) {
            for (int id = seen.nextSetBit(0); id >= 0; id = seen.nextSetBit(id + 1)) {
                logits[id] *= (float) (logits[id] > 0 ? 1 / repetitionPenalty : repetitionPenalty);
            }
        }
        return draw(logits, uniform);
    }

    /**
     * The drawn token's id.
     *
     * @param logits of the whole vocabulary
     * @param uniform a random number in [0, 1)
     */
    public int draw(float[] logits, double uniform) {
        int best = mostProbable(logits);
        if (temperature == 0) {
            return best;
        }
        double[] weights = new double[logits.length];
        for (int id = 0; id < logits.length; id++) {
            weights[id] = Math.exp((logits[id] - (double) logits[best]) / temperature);
        }
        if (topK > 0) {
            weights = mostProbable(logits, weights, topK, Double.POSITIVE_INFINITY);
        }
        if (topP < 1) {
            weights = mostProbable(
                    logits,
                    weights,
                    logits.length,
                    topP * Arrays.stream(weights).sum());
        }
        return draw(weights, uniform * Arrays.stream(weights).sum());
    }

    /** The largest weights, others zero: {@code count} of them, or fewer that together reach {@code enough}. */
    private static double[] mostProbable(float[] logits, double[] weights, int count, double enough) {
        Ranking ranking = new Ranking(logits);
        double[] kept = new double[weights.length];
        double sum = 0;
        for (int i = 0; i < Math.min(count, weights.length) && sum < enough; i++) {
            int id = ranking.next();
            kept[id] = weights[id];
            sum += kept[id];
        }
        return kept;
    }

    /** The id where the sum of the weights before it and its own passes {@code share}. */
    private static int draw(double[] weights, double share) {
        double left = share;
        int last = 0;
        for (int id = 0; id < weights.length; id++) {
            left -= weights[id];
            if (left < 0) {
                return id;
            }
            last = weights[id] > 0 ? id : last;
        }
        return last;
    }

    private static int mostProbable(float[] logits) {
        int best = 0;
        for (int id = 0; id < logits.length; id++) {
            if (Float.isNaN(logits[id])) {
                throw new IllegalArgumentException("the logit of token " + id + " isn't a number: the model is broken");
            }
            best = logits[id] > logits[best] ? id : best;
        }
        return best;
    }

    /** Ids from the most probable on: a heap, so that the first few of fifty thousand don't cost sorting them all. */
    private static final class Ranking {
        /** Each holds a logit, in an order of integers and reversed, over its id. */
        private final long[] heap;

        private int size;

        Ranking(float[] logits) {
            heap = new long[logits.length];
            size = heap.length;
            for (int id = 0; id < logits.length; id++) {
                int bits = Float.floatToIntBits(logits[id]);
                int ascending = bits ^ ((bits >> 31) & 0x7fffffff);
                heap[id] = ((long) ~ascending << 32) | id;
            }
            for (int place = size / 2 - 1; place >= 0; place--) {
                sink(place);
            }
        }

        int next() {
            int id = (int) heap[0];
            heap[0] = heap[--size];
            sink(0);
            return id;
        }

        private void sink(int from) {
            int place = from;
            while (2 * place + 1 < size) {
                int child = 2 * place + 1;
                if (child + 1 < size && heap[child + 1] < heap[child]) {
                    child++;
                }
                if (heap[place] <= heap[child]) {
                    return;
                }
                long key = heap[place];
                heap[place] = heap[child];
                heap[child] = key;
                place = child;
            }
        }
    }
}
