package io.kindling.model;

import io.kindling.kernels.Dropout;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One thread's way through the model for a pack of sequences: nothing is kept for a way back, and only a piece of the
 * vocabulary's logits exists at once.
 */
final class ForwardPass {
    /** Columns of the logits that exist at once. */
    private static final int PIECE = 2048;

    private final Gpt gpt;
    private final Kernels kernels;
    private final Activations activations; // of R rows
    private final Tensor probabilities; // (1, H·T²)
    private final Tensor normal; // (R, C)
    private final Tensor logits; // (R, W)
    private final Tensor softmax; // (R, 3)
    private final List<Tensor> embedding = new ArrayList<>(); // (W, C) each
    private final int[] tokens;
    private final int[] positions;
    private final int[] targets;
    private final double[] largest;
    private final double[] sums;

    /** @param rows most of a pack */
    ForwardPass(Gpt gpt, int rows) {
        GptConfig config = gpt.config();
        this.gpt = gpt;
        this.kernels = gpt.kernels();
        this.activations = Activations.allocateForwardOnly(kernels, config, rows);
        int time = config.contextLength();
        this.probabilities = kernels.allocate(1, Math.multiplyExact(config.heads(), Math.multiplyExact(time, time)));
        this.normal = activations.normal1();
        int vocabulary = config.vocabularySize();
        this.logits = kernels.allocate(rows, Math.min(PIECE, vocabulary));
        this.softmax = kernels.allocate(rows, 3);
        for (int from = 0; from < vocabulary; from += PIECE) {
            embedding.add(gpt.parameters().tensor("wte.weight").rows(from, Math.min(vocabulary, from + PIECE)));
        }
        this.tokens = new int[rows];
        this.positions = new int[rows];
        this.targets = new int[rows];
        this.largest = new double[rows];
        this.sums = new double[rows];
    }

    /** Writes the log-probability of each of the pack's targets to its place in {@code result}; 0 for negative ones. */
    void logLikelihoods(Pack pack, int[] allTokens, int[] allTargets, double[] result) {
        Arrays.fill(targets, -1);
        for (int s = 0; s < pack.lengths().size(); s++) {
            System.arraycopy(
                    allTargets,
                    pack.firsts().get(s),
                    targets,
                    pack.starts().get(s),
                    pack.lengths().get(s));
        }
        Tensor hidden = forward(pack, allTokens);
        Arrays.fill(largest, 0, pack.rows(), Double.NEGATIVE_INFINITY);
        Arrays.fill(sums, 0, pack.rows(), 0);
        for (int piece = 0; piece < embedding.size(); piece++) {
            add(hidden, piece);
        }
        for (int s = 0; s < pack.lengths().size(); s++) {
            for (int i = 0; i < pack.lengths().get(s); i++) {
                int row = pack.starts().get(s) + i;
                double logSum = largest[row] + Math.log(sums[row]);
                result[pack.firsts().get(s) + i] = targets[row] < 0 ? 0 : softmax.get(row, 2) - logSum;
            }
        }
    }

    /** Adds a piece of the vocabulary to each row's softmax: Σ e^logit = {@code sums} · e^{@code largest}. */
    private void add(Tensor hidden, int piece) {
        Tensor some = embedding.get(piece);
        Tensor scores = logits.columns(0, some.rows()).rows(0, hidden.rows());
        kernels.productTransposed(hidden, some, scores, false); // (R, C) · (W, C)ᵀ = (R, W)
        kernels.softmaxStatistics(scores, targets, 0, piece * PIECE, softmax);
        for (int row = 0; row < hidden.rows(); row++) {
            double max = Math.max(largest[row], softmax.get(row, 0));
            sums[row] = sums[row] * Math.exp(largest[row] - max)
                    + softmax.get(row, 1) * Math.exp(softmax.get(row, 0) - max);
            largest[row] = max;
        }
    }

    /** (R, C): the last norm's output for each row, until the next call. */
    Tensor forward(Pack pack, int[] allTokens) {
        int rows = pack.rows();
        Arrays.fill(tokens, 0, rows, 0);
        Arrays.fill(positions, 0, rows, 0);
        for (int s = 0; s < pack.lengths().size(); s++) {
            int start = pack.starts().get(s);
            System.arraycopy(
                    allTokens,
                    pack.firsts().get(s),
                    tokens,
                    start,
                    pack.lengths().get(s));
            for (int i = 0; i < pack.lengths().get(s); i++) {
                positions[start + i] = i;
            }
        }
        Group group = Group.forwardOnly(activations, pack, gpt.config().heads(), probabilities);
        gpt.embed(tokens, positions, 0, group.a().input());
        for (Block block : gpt.blocks()) {
            block.forward(group, Dropout.NONE);
        }
        gpt.finalNorm()
                .forward(group.a().output(), normal.rows(0, rows), group.a().statistics1());
        return normal.rows(0, rows);
    }
}
