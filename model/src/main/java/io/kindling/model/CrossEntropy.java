package io.kindling.model;

import io.kindling.kernels.Kernels;
import io.kindling.kernels.Team;
import io.kindling.kernels.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * From the last norm's output to the loss and back: unembedding with the transposed token embedding, softmax,
 * cross-entropy, the gradient of its input and of the embedding, without ever holding the (N, V) logits.
 *
 * <p>Rows are taken in chunks and the vocabulary in pieces. For a chunk, each piece p gives E = e^(logits − m_p), with the
 * row maximum m_p and the sum s_p of <em>its own</em> columns, and E · W_p. Then, with M the largest m_p and
 * S = Σ s_p · e^(m_p − M), the probabilities of piece p are E times the row factor f_p = e^(m_p − M) / S. So the factor
 * is applied where rows are C wide instead of V wide: dx = Σ f_p · (E · W_p) − W[target], and dW_p = Eᵀ · (f_p · x).
 *
 * <p>Example of one row with two pieces: logits (1, 3 | 2): m = 3, 2; s = 1.135, 1; M = 3; S = 1.135 + e^(−1) = 1.503;
 * f = 0.665, 0.245; probabilities 0.665·(0.135, 1 | –) and 0.245·(1) = 0.090, 0.665, 0.245.
 */
final class CrossEntropy {
    /** Rows whose exponentials exist at once. */
    private static final int CHUNK = 1024;
    /** Rows of a piece of parallel work. */
    private static final int CUT = 512;
    /** Columns of a piece of the vocabulary: a step of 256 tokens, 768 wide, was faster with 8192 than with 4096 or 2048. */
    static final int PIECE = 8192;

    private final Kernels kernels;
    private final Tensor embedding; // (V, C)
    private final Accumulation accumulation;
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Chunk> chunks = new ArrayList<>();
    private final double[] losses;

    private double share;
    private int[] targets;

    /**
     * @param x (N, C), the last norm's output
     * @param dx (N, C), its gradient
     */
    CrossEntropy(
            Kernels kernels,
            Parameters parameters,
            Parameters gradient,
            Tensor x,
            Tensor dx,
            Accumulation accumulation) {
        this.kernels = kernels;
        this.embedding = parameters.tensor("wte.weight");
        this.accumulation = accumulation;
        this.losses = new double[x.rows()];
        Tensor dEmbedding = gradient.tensor("wte.weight");
        int rows = Math.min(CHUNK, x.rows());
        for (int from = 0; from < embedding.rows(); from += PIECE) {
            int to = Math.min(embedding.rows(), from + PIECE);
            pieces.add(new Piece(
                    from,
                    embedding.rows(from, to),
                    dEmbedding.rows(from, to),
                    Linear.allocateInput(kernels, rows, to - from),
                    kernels.allocate(rows, x.columns()),
                    kernels.allocate(rows, 3),
                    kernels.allocate(rows, 1)));
        }
        for (int from = 0; from < x.rows(); from += CHUNK) {
            chunks.add(new Chunk(x, dx, from, Math.min(x.rows(), from + CHUNK)));
        }
    }

    /** Loss and gradients of one batch; targets below zero don't count. Returns the sum of the losses, in nats. */
    double run(Team team, int[] batchTargets, int firstTarget, double gradientShare) {
        share = gradientShare;
        targets = batchTargets;
        double sum = 0;
        for (Chunk chunk : chunks) {
            team.run(chunk.cuts.size() * pieces.size(), task -> exponentials(chunk, task, firstTarget));
            team.run(chunk.cuts.size(), task -> chunk.cuts.get(task).combine(firstTarget));
            team.run(pieces.size(), task -> weightGradient(chunk, pieces.get(task), firstTarget));
        }
        for (double loss : losses) {
            sum += loss;
        }
        return sum;
    }

    private void exponentials(Chunk chunk, int task, int firstTarget) {
        Cut cut = chunk.cuts.get(task / pieces.size());
        Piece piece = pieces.get(task % pieces.size());
        Piece part = cut.parts.get(task % pieces.size());
        kernels.productTransposed(cut.x, piece.embedding, part.exponentials, false); // (R, C) · (W, C)ᵀ = (R, W)
        kernels.exponentials(part.exponentials, targets, firstTarget + cut.from, piece.first, part.statistics);
        kernels.product(part.exponentials, piece.embedding, part.product, false); // (R, W) · (W, C) = (R, C)
    }

    private void weightGradient(Chunk chunk, Piece piece, int firstTarget) {
        Piece part = piece.rows(0, chunk.to - chunk.from);
        boolean add = accumulation.adds() || chunk.from > 0;
        kernels.transposedProduct(part.exponentials, part.product, piece.dEmbedding, add); // (R, W)ᵀ · (R, C) = (W, C)
        kernels.scatter(chunk.x, targets, firstTarget + chunk.from, piece.first, -share, piece.dEmbedding);
    }

    /** A piece of the vocabulary, or what some rows of a chunk have of it. */
    private record Piece(
            int first,
            Tensor embedding, // (W, C)
            Tensor dEmbedding, // (W, C)
            Tensor exponentials, // (R, W)
            Tensor product, // (R, C), E · W_p; then f_p · x
            Tensor statistics, // (R, 3)
            Tensor factors) { // (R, 1)
        Piece rows(int from, int to) {
            return new Piece(
                    first,
                    embedding,
                    dEmbedding,
                    exponentials.rows(from, to),
                    product.rows(from, to),
                    statistics.rows(from, to),
                    factors.rows(from, to));
        }
    }

    private final class Chunk {
        final Tensor x;
        final int from;
        final int to;
        final List<Cut> cuts = new ArrayList<>();

        Chunk(Tensor x, Tensor dx, int from, int to) {
            this.x = x.rows(from, to);
            this.from = from;
            this.to = to;
            for (int first = from; first < to; first += CUT) {
                cuts.add(new Cut(x, dx, first, Math.min(to, first + CUT), from));
            }
        }
    }

    private final class Cut {
        final Tensor x; // (R, C)
        final Tensor dx; // (R, C)
        final int from;
        final List<Piece> parts = new ArrayList<>();

        Cut(Tensor x, Tensor dx, int from, int to, int chunk) {
            this.x = x.rows(from, to);
            this.dx = dx.rows(from, to);
            this.from = from;
            for (Piece piece : pieces) {
                parts.add(piece.rows(from - chunk, to - chunk));
            }
        }

        /** What needs all pieces of a row: its loss, the factors, and the gradient of x. */
        void combine(int firstTarget) {
            for (int row = 0; row < x.rows(); row++) {
                losses[from + row] = factors(row, targets[firstTarget + from + row]);
            }
            for (int p = 0; p < parts.size(); p++) {
                Piece part = parts.get(p);
                kernels.scaleRows(part.product, part.factors, dx, p > 0);
                kernels.scaleRows(x, part.factors, part.product, false);
            }
            kernels.gather(embedding, targets, firstTarget + from, 0, -share, dx, true);
        }

        private double factors(int row, int target) {
            double max = Double.NEGATIVE_INFINITY;
            for (Piece part : parts) {
                max = Math.max(max, part.statistics.get(row, 0));
            }
            double sum = 0;
            for (Piece part : parts) {
                sum += part.statistics.get(row, 1) * Math.exp(part.statistics.get(row, 0) - max);
            }
            for (Piece part : parts) {
                double factor = Math.exp(part.statistics.get(row, 0) - max) / sum;
                part.factors.set(row, 0, target < 0 ? 0 : share * factor);
            }
            return target < 0
                    ? 0
                    : Math.log(sum) + max - parts.get(target / PIECE).statistics.get(row, 2);
        }
    }
}
