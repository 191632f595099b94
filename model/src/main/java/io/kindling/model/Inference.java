package io.kindling.model;

import io.kindling.kernels.Dropout;
import io.kindling.kernels.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The way forward alone, in the calling thread, for sequences of any lengths packed one after another. All memory is
 * allocated at the start; nothing is kept for a way back.
 */
public final class Inference {
    /** Rows of logits that exist at once. */
    private static final int LOGIT_ROWS = 64;

    private final Gpt gpt;
    private final int capacity;
    private final Activations activations;
    private final Tensor probabilities; // (1, H·T²)
    private final Tensor normal; // (R, C)
    private final Tensor statistics; // (R, 2)
    private final Tensor logits; // (R, V)
    private final Tensor softmax; // (R, 3)

    /** @param capacity most tokens of one call, contextLength at least */
    public Inference(Gpt gpt, int capacity) {
        GptConfig config = gpt.config();
        if (capacity < config.contextLength()) {
            throw new IllegalArgumentException(
                    "capacity (" + capacity + ") must be at least contextLength (" + config.contextLength() + ")");
        }
        this.gpt = gpt;
        this.capacity = capacity;
        this.activations = Activations.allocateForwardOnly(gpt.kernels(), config, capacity);
        int time = config.contextLength();
        this.probabilities =
                gpt.kernels().allocate(1, Math.multiplyExact(config.heads(), Math.multiplyExact(time, time)));
        this.normal = gpt.kernels().allocate(capacity, config.width());
        this.statistics = gpt.kernels().allocate(capacity, 2);
        this.logits = gpt.kernels().allocate(Math.min(capacity, LOGIT_ROWS), config.vocabularySize());
        this.softmax = gpt.kernels().allocate(Math.min(capacity, LOGIT_ROWS), 3);
    }

    public int capacity() {
        return capacity;
    }

    /**
     * The log-probability of each target, in nats; 0 where the target is negative.
     *
     * @param tokens of all sequences, one after another
     * @param targets the id that follows each
     * @param lengths of the sequences, each at most contextLength, together at most {@link #capacity}
     */
    public double[] logLikelihoods(int[] tokens, int[] targets, int[] lengths) {
        Tensor hidden = forward(tokens, lengths);
        double[] result = new double[hidden.rows()];
        for (int from = 0; from < hidden.rows(); from += LOGIT_ROWS) {
            int count = Math.min(LOGIT_ROWS, hidden.rows() - from);
            gpt.unembed(hidden.rows(from, from + count), logits.rows(0, count));
            gpt.kernels().exponentials(logits.rows(0, count), targets, from, 0, softmax.rows(0, count));
            for (int row = 0; row < count; row++) {
                double logSum = softmax.get(row, 0) + Math.log(softmax.get(row, 1));
                result[from + row] = targets[from + row] < 0 ? 0 : softmax.get(row, 2) - logSum;
            }
        }
        return result;
    }

    /** (R, C): the last norm's output for each token, until the next call. */
    Tensor forward(int[] tokens, int[] lengths) {
        int[] positions = positions(lengths, tokens.length);
        Group group = Group.forwardOnly(activations, lengths, gpt.config().heads(), probabilities);
        gpt.embed(tokens, positions, 0, group.a().input());
        for (Block block : gpt.blocks()) {
            block.forward(group, Dropout.NONE);
        }
        int rows = tokens.length;
        gpt.finalNorm().forward(group.a().output(), normal.rows(0, rows), statistics.rows(0, rows));
        return normal.rows(0, rows);
    }

    private int[] positions(int[] lengths, int total) {
        List<Integer> positions = new ArrayList<>();
        for (int length : lengths) {
            if (length < 1 || length > gpt.config().contextLength()) {
                throw new IllegalArgumentException("a sequence of " + length + " tokens must have 1 to contextLength ("
                        + gpt.config().contextLength() + ")");
            }
            for (int position = 0; position < length; position++) {
                positions.add(position);
            }
        }
        if (positions.size() != total || total > capacity) {
            throw new IllegalArgumentException("lengths add up to " + positions.size() + " for " + total
                    + " tokens, where capacity is " + capacity);
        }
        return positions.stream().mapToInt(Integer::intValue).toArray();
    }
}
