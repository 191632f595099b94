package io.kindling.jobs.page;

import io.kindling.kernels.Tensor;
import io.kindling.model.GptConfig;
import io.kindling.model.Trace;
import java.util.List;

/** How alike the vectors of any two tokens are, after each block. */
final class Similarities {
    private Similarities() {}

    /** Cosines in units of 1/32767, as {@link Inspection} has them. */
    static short[] of(GptConfig config, List<Trace> traces) {
        int tokens = traces.stream().mapToInt(Trace::length).sum();
        int pairs = tokens * (tokens + 1) / 2;
        short[] cosines = new short[Math.multiplyExact(config.layers() + 1, pairs)];
        for (int blocks = 0; blocks <= config.layers(); blocks++) {
            float[][] directions = directions(config, traces, blocks, tokens);
            int at = blocks * pairs;
            for (int one = 0; one < tokens; one++) {
                for (int other = 0; other <= one; other++) {
                    double cosine = Math.max(-1, Math.min(1, dot(directions[one], directions[other])));
                    cosines[at++] = (short) Math.round(32767 * cosine);
                }
            }
        }
        return cosines;
    }

    private static float[][] directions(GptConfig config, List<Trace> traces, int blocks, int tokens) {
        float[][] directions = new float[tokens][config.width()];
        int token = 0;
        for (Trace trace : traces) {
            Tensor stream = trace.stream(blocks);
            for (int row = 0; row < trace.length(); row++) {
                stream.get(row, 0, directions[token], 0, config.width());
                normalise(directions[token++]);
            }
        }
        return directions;
    }

    /** Brings a vector to length 1, unless it is zero. */
    static void normalise(float[] vector) {
        double length = Math.sqrt(dot(vector, vector));
        for (int i = 0; i < vector.length && length > 0; i++) {
            vector[i] = (float) (vector[i] / length);
        }
    }

    static double dot(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }
}
