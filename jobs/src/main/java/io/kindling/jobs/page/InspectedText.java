package io.kindling.jobs.page;

import io.kindling.kernels.Tensor;
import io.kindling.model.GptConfig;
import io.kindling.model.Trace;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A text of T tokens as the page shows it.
 *
 * @param ids of its tokens
 * @param patterns uint8 for each layer, head, token and each token up to it: the attention weight as 255·√w, in rows that the
 *     page divides by their sum
 * @param queries of each layer, token and head; likewise {@code keys}
 * @param norms float32, lengths of the stream's vectors: of each token, after each of 0 to L blocks
 * @param updates float32, lengths of what attention and feed-forward add: for each layer and token
 * @param surprisals float32, bits: how little the model expected each token; not a number for the first
 * @param lens what the model would say after each block
 * @param logits float32, V: what comes after the last token
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record InspectedText(
        List<Integer> ids,
        byte[] patterns,
        Vectors queries,
        Vectors keys,
        byte[] norms,
        byte[] updates,
        byte[] surprisals,
        Lens lens,
        byte[] logits) {
    /**
     * Vectors in signed bytes.
     *
     * @param values int8
     * @param units float32, what a byte of 1 stands for in each vector
     */
    record Vectors(byte[] values, byte[] units) {}

    static InspectedText of(GptConfig config, int[] ids, Trace trace) {
        Tensor logits = trace.logits(config.layers());
        float[] last = new float[config.vocabularySize()];
        logits.get(trace.length() - 1, 0, last, 0, last.length);
        byte[] surprisals = surprisals(ids, logits);
        return new InspectedText(
                IntStream.of(ids).boxed().toList(),
                patterns(config, trace),
                vectors(config, trace.length(), layer -> trace.queries(layer)),
                vectors(config, trace.length(), layer -> trace.keys(layer)),
                norms(config, trace),
                updates(config, trace),
                surprisals,
                Lens.of(config, trace),
                PackedNumbers.of(last));
    }

    private static byte[] patterns(GptConfig config, Trace trace) {
        int time = trace.length();
        byte[] weights = new byte[config.layers() * config.heads() * (time * (time + 1) / 2)];
        float[] row = new float[time];
        int at = 0;
        for (int layer = 0; layer < config.layers(); layer++) {
            for (int head = 0; head < config.heads(); head++) {
                Tensor pattern = trace.pattern(layer, head);
                for (int token = 0; token < time; token++) {
                    pattern.get(token, 0, row, 0, token + 1);
                    for (int earlier = 0; earlier <= token; earlier++) {
                        weights[at++] = PackedNumbers.weight(row[earlier]);
                    }
                }
            }
        }
        return weights;
    }

    @FunctionalInterface
    private interface OfLayer {
        Tensor get(int layer); // (T, C)
    }

    private static Vectors vectors(GptConfig config, int time, OfLayer vectors) {
        int width = config.width() / config.heads();
        byte[] values = new byte[config.layers() * time * config.width()];
        float[] units = new float[values.length / width];
        float[] vector = new float[width];
        int at = 0;
        for (int layer = 0; layer < config.layers(); layer++) {
            Tensor all = vectors.get(layer);
            for (int token = 0; token < time; token++) {
                for (int head = 0; head < config.heads(); head++) {
                    all.get(token, head * width, vector, 0, width);
                    units[at] = PackedNumbers.signed(vector, values, at * width);
                    at++;
                }
            }
        }
        return new Vectors(values, PackedNumbers.of(units));
    }

    private static byte[] surprisals(int[] ids, Tensor logits) {
        float[] bits = new float[ids.length];
        bits[0] = Float.NaN;
        float[] row = new float[logits.columns()];
        for (int token = 1; token < ids.length; token++) {
            logits.get(token - 1, 0, row, 0, row.length);
            double sum = 0;
            for (float logit : row) {
                sum += Math.exp(logit - row[ids[token]]);
            }
            bits[token] = (float) (Math.log(sum) / Math.log(2));
        }
        return PackedNumbers.of(bits);
    }

    private static byte[] norms(GptConfig config, Trace trace) {
        float[] norms = new float[(config.layers() + 1) * trace.length()];
        float[] vector = new float[config.width()];
        for (int i = 0; i < norms.length; i++) {
            trace.stream(i / trace.length()).get(i % trace.length(), 0, vector, 0, vector.length);
            norms[i] = length(vector);
        }
        return PackedNumbers.of(norms);
    }

    private static byte[] updates(GptConfig config, Trace trace) {
        float[] updates = new float[config.layers() * trace.length() * 2];
        int at = 0;
        for (int layer = 0; layer < config.layers(); layer++) {
            for (int token = 0; token < trace.length(); token++) {
                Tensor middle = trace.middle(layer);
                updates[at++] = distance(trace.stream(layer), middle, token);
                updates[at++] = distance(middle, trace.stream(layer + 1), token);
            }
        }
        return PackedNumbers.of(updates);
    }

    private static float distance(Tensor from, Tensor to, int row) {
        float[] start = new float[from.columns()];
        float[] end = new float[from.columns()];
        from.get(row, 0, start, 0, start.length);
        to.get(row, 0, end, 0, end.length);
        for (int i = 0; i < end.length; i++) {
            end[i] -= start[i];
        }
        return length(end);
    }

    private static float length(float[] vector) {
        return (float) Math.sqrt(Similarities.dot(vector, vector));
    }
}
