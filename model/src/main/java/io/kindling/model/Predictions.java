package io.kindling.model;

import java.util.Arrays;

/**
 * What a model says of N tokens, each seen from those before it.
 *
 * @param logProbabilities (N) of each target, in nats; 0 where there is none
 * @param likeliest (N, K) ids of the tokens that would be likeliest in its place, the likeliest first and of equal ones the smaller
 *     id; −1 where there is no target
 * @param likeliestLogProbabilities (N, K) of those, in nats; 0 where there is no target
 */
@SuppressWarnings("ArrayRecordComponent") // read in bulk, compared by nobody
public record Predictions(double[] logProbabilities, int[] likeliest, double[] likeliestLogProbabilities) {
    /** Of {@code count} tokens, with {@code alternatives} likeliest ones each, to be filled in. */
    static Predictions none(int count, int alternatives) {
        int all = Math.multiplyExact(count, alternatives);
        int[] ids = new int[all];
        Arrays.fill(ids, -1);
        return new Predictions(new double[count], ids, new double[all]);
    }

    /** K. */
    public int alternatives() {
        return logProbabilities.length == 0 ? 0 : likeliest.length / logProbabilities.length;
    }
}
