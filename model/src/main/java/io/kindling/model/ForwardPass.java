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
    private final Tensor logits; // (R, W)
    private final Tensor softmax; // (R, 3)
    private final List<Tensor> embedding = new ArrayList<>(); // (W, C) each
    private final int[] tokens;
    private final int[] positions;
    private final int[] targets;
    private final int[] kept;
    private final double[] largest;
    private final double[] sums;
    private final float[] logitRow;

    /** @param rows most of a pack */
    ForwardPass(Gpt gpt, int rows) {
        GptConfig config = gpt.config();
        this.gpt = gpt;
        this.kernels = gpt.kernels();
        this.activations = Activations.allocateForwardOnly(kernels, config, rows);
        int time = config.contextLength();
        this.probabilities = kernels.allocate(1, Math.multiplyExact(config.heads(), Math.multiplyExact(time, time)));
        int vocabulary = config.vocabularySize();
        this.logits = kernels.allocate(rows, Math.min(PIECE, vocabulary));
        this.softmax = kernels.allocate(rows, 3);
        for (int from = 0; from < vocabulary; from += PIECE) {
            embedding.add(gpt.parameters().tensor("wte.weight").rows(from, Math.min(vocabulary, from + PIECE)));
        }
        this.tokens = new int[rows];
        this.positions = new int[rows];
        this.targets = new int[rows];
        this.kept = new int[rows];
        this.largest = new double[rows];
        this.sums = new double[rows];
        this.logitRow = new float[logits.columns()];
    }

    /** Writes what is said of the pack's targets to its place in {@code result}. */
    void predict(Pack pack, int[] allTokens, int[] allTargets, Likeliest likeliest, Predictions result) {
        Pack ends = pack.ends(allTargets, kernels.alignment());
        Arrays.fill(targets, -1);
        for (int s = 0; s < ends.lengths().size(); s++) {
            System.arraycopy(
                    allTargets,
                    ends.firsts().get(s),
                    targets,
                    ends.starts().get(s),
                    ends.lengths().get(s));
        }
        Tensor hidden = forward(pack, ends, allTokens);
        Arrays.fill(largest, 0, hidden.rows(), Double.NEGATIVE_INFINITY);
        Arrays.fill(sums, 0, hidden.rows(), 0);
        likeliest.clear();
        for (int piece = 0; piece < embedding.size(); piece++) {
            add(hidden, piece, likeliest);
        }
        for (int s = 0; s < ends.lengths().size(); s++) {
            for (int i = 0; i < ends.lengths().get(s); i++) {
                int row = ends.starts().get(s) + i;
                if (targets[row] >= 0) {
                    write(row, likeliest, ends.firsts().get(s) + i, result);
                }
            }
        }
    }

    /**
     * Adds up the last norm's output of each of the pack's sequences.
     *
     * @param firsts the place of each sequence's first token among all tokens
     * @param sums (sequences, C), of all sequences
     */
    void sumOutputs(Pack pack, int[] allTokens, int[] firsts, double[][] sums) {
        Tensor outputs = forward(pack, pack, allTokens);
        float[] row = new float[outputs.columns()];
        for (int s = 0; s < pack.lengths().size(); s++) {
            double[] sum = sums[Arrays.binarySearch(firsts, pack.firsts().get(s))];
            for (int i = 0; i < pack.lengths().get(s); i++) {
                outputs.get(pack.starts().get(s) + i, 0, row, 0, row.length);
                for (int c = 0; c < row.length; c++) {
                    sum[c] += row[c];
                }
            }
        }
    }

    private void write(int row, Likeliest likeliest, int place, Predictions result) {
        double logSum = largest[row] + Math.log(sums[row]);
        result.logProbabilities()[place] = softmax.get(row, 2) - logSum;
        for (int k = 0; k < likeliest.count(); k++) {
            result.likeliest()[place * likeliest.count() + k] = likeliest.id(row, k);
            result.likeliestLogProbabilities()[place * likeliest.count() + k] = likeliest.logit(row, k) - logSum;
        }
    }

    /** Adds a piece of the vocabulary to each row's softmax: Σ e^logit = {@code sums} · e^{@code largest}. */
    private void add(Tensor hidden, int piece, Likeliest likeliest) {
        Tensor some = embedding.get(piece);
        Tensor scores = logits.columns(0, some.rows()).rows(0, hidden.rows());
        kernels.productTransposed(hidden, some, scores, false); // (R, C) · (W, C)ᵀ = (R, W)
        kernels.softmaxStatistics(scores, targets, 0, piece * PIECE, softmax);
        for (int row = 0; row < hidden.rows(); row++) {
            double max = Math.max(largest[row], softmax.get(row, 0));
            sums[row] = sums[row] * Math.exp(largest[row] - max)
                    + softmax.get(row, 1) * Math.exp(softmax.get(row, 0) - max);
            largest[row] = max;
            if (likeliest.count() > 0 && targets[row] >= 0) {
                scores.get(row, 0, logitRow, 0, some.rows());
                likeliest.add(row, logitRow, some.rows(), piece * PIECE);
            }
        }
    }

    /**
     * (R, C): the last norm's output for each row of {@code ends}, until the next call.
     *
     * @param ends what is asked for of the pack's sequences
     */
    Tensor forward(Pack pack, Pack ends, int[] allTokens) {
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
        int last = gpt.blocks().size() - 1;
        for (Block block : gpt.blocks().subList(0, last)) {
            block.forward(group, Dropout.NONE);
        }
        gpt.blocks().get(last).attend(group, Dropout.NONE);
        return finish(group.a(), pack, ends);
    }

    /** The rest of the last block, and the last norm, only for the rows that are asked for. */
    private Tensor finish(Activations all, Pack pack, Pack ends) {
        Arrays.fill(kept, -1);
        for (int s = 0; s < ends.lengths().size(); s++) {
            int skipped = ends.firsts().get(s) - pack.firsts().get(s);
            for (int i = 0; i < ends.lengths().get(s); i++) {
                kept[ends.starts().get(s) + i] = pack.starts().get(s) + skipped + i;
            }
        }
        Activations some = activations.afterHeads(ends.rows());
        kernels.gather(all.attended(), kept, 0, 0, 1, some.attended(), false);
        kernels.gather(all.input(), kept, 0, 0, 1, some.input(), false);
        gpt.blocks().get(gpt.blocks().size() - 1).finish(Group.afterHeads(some), Dropout.NONE);
        gpt.finalNorm().forward(some.output(), some.normal2(), some.statistics2());
        return some.normal2();
    }
}
