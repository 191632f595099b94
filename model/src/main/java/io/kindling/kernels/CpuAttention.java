package io.kindling.kernels;

import java.util.Arrays;

/**
 * Causal attention of one sequence, head by head, in blocks of query rows: block [i, j) needs only the keys before j, so
 * about half of the products and of the softmax is never made. Example: T = 256 in blocks of 64 makes products of 64 × 64,
 * 64 × 128, 64 × 192 and 64 × 256 instead of four of 64 × 256.
 */
final class CpuAttention {
    /** Query rows that share their products. */
    private static final int BLOCK = 64;

    private final Rows passes;
    private final ThreadLocal<Tiles> tiles;

    CpuAttention(Rows passes, ThreadLocal<Tiles> tiles) {
        this.passes = passes;
        this.tiles = tiles;
    }

    void forward(CpuTensor qkv, int heads, CpuTensor probabilities, CpuTensor y, Dropout dropout, long firstRow) {
        Tiles scratch = tiles.get();
        int time = qkv.rows;
        int width = qkv.columns / 3;
        int depth = width / heads;
        float scale = scale(depth);
        CpuTensor dropped = dropout.isNone() ? null : scratch.matrix(0, BLOCK, time);
        for (int head = 0; head < heads; head++) {
            int column = head * depth;
            for (int from = 0; from < time; from += BLOCK) {
                int to = Math.min(time, from + BLOCK);
                Cursor weights = scratch.c.at(probabilities, head * time + from, 0, to - from, to); // (block, to)
                Blas.productTransposed(
                        scale,
                        scratch.a.at(qkv, from, column, to - from, depth),
                        scratch.b.at(qkv, 0, width + column, to, depth),
                        0,
                        weights);
                softmax(scratch.tile(0, to), probabilities, head * time, from, to);
                if (dropped != null) {
                    drop(scratch.tile(0, to), probabilities, dropout, firstRow, head, from, to, dropped);
                    weights = scratch.c.at(dropped, 0, 0, to - from, to);
                }
                Blas.product(
                        1,
                        weights,
                        scratch.b.at(qkv, 0, 2 * width + column, to, depth),
                        0,
                        scratch.a.at(y, from, column, to - from, depth));
            }
        }
    }

    /** Blocks go from the last to the first: the last one writes every row of dK and dV, the others add to them. */
    void backward(
            CpuTensor dy,
            CpuTensor qkv,
            int heads,
            CpuTensor probabilities,
            CpuTensor dqkv,
            Dropout dropout,
            long firstRow) {
        Tiles scratch = tiles.get();
        int time = qkv.rows;
        int width = qkv.columns / 3;
        int depth = width / heads;
        CpuTensor gradient = scratch.matrix(0, BLOCK, time);
        CpuTensor dropped = dropout.isNone() ? null : scratch.matrix(1, BLOCK, time);
        for (int head = 0; head < heads; head++) {
            int column = head * depth;
            for (int from = (time - 1) / BLOCK * BLOCK; from >= 0; from -= BLOCK) {
                int to = Math.min(time, from + BLOCK);
                int rows = to - from;
                float beta = to == time ? 0 : 1;
                Cursor weights = scratch.a.at(probabilities, head * time + from, 0, rows, to); // (block, to)
                if (dropped != null) {
                    drop(scratch.tile(0, to), probabilities, dropout, firstRow, head, from, to, dropped);
                    weights = scratch.a.at(dropped, 0, 0, rows, to);
                }
                Cursor dOut = scratch.b.at(dy, from, column, rows, depth);
                Blas.transposedProduct(1, weights, dOut, beta, scratch.c.at(dqkv, 0, 2 * width + column, to, depth));
                Blas.productTransposed(
                        1,
                        dOut,
                        scratch.a.at(qkv, 0, 2 * width + column, to, depth),
                        0,
                        scratch.c.at(gradient, 0, 0, rows, to));
                softmaxBackward(scratch, probabilities, dropout, firstRow, head, from, to, scale(depth), gradient);
                Cursor dScores = scratch.a.at(gradient, 0, 0, rows, to);
                Blas.product(
                        1,
                        dScores,
                        scratch.b.at(qkv, 0, width + column, to, depth),
                        0,
                        scratch.c.at(dqkv, from, column, rows, depth));
                Blas.transposedProduct(
                        1,
                        dScores,
                        scratch.b.at(qkv, from, column, rows, depth),
                        beta,
                        scratch.c.at(dqkv, 0, width + column, to, depth));
            }
        }
    }

    /**
     * Query rows [from, to) of the head whose probabilities begin at row {@code first}; later keys get zero. Some of these
     * take part as −∞, since a whole vector takes less time than what is left over of one.
     */
    private void softmax(float[] row, CpuTensor probabilities, int first, int from, int to) {
        for (int query = from; query < to; query++) {
            int count = query + 1;
            int whole = wholeVectors(count, to);
            probabilities.get(first + query, 0, row, 0, count);
            Arrays.fill(row, count, whole, Float.NEGATIVE_INFINITY);
            normalise(row, whole);
            Arrays.fill(row, count, to, 0);
            probabilities.put(first + query, 0, row, 0, to);
        }
    }

    private void normalise(float[] row, int count) {
        float sum = passes.exponentials(passes.max(row, 0, count), row, 0, count);
        passes.scale(1 / sum, row, 0, count);
    }

    /** {@code count}, up to a multiple of a vector's lanes, but at most {@code most}. */
    private int wholeVectors(int count, int most) {
        int lanes = passes.lanes();
        return Math.min(most, (count + lanes - 1) / lanes * lanes);
    }

    /** {@code gradient} of the dropped probabilities becomes that of the scores: P ⊙ (dP − Σ P·dP) · scale. */
    private void softmaxBackward(
            Tiles scratch,
            CpuTensor probabilities,
            Dropout dropout,
            long firstRow,
            int head,
            int from,
            int to,
            float scale,
            CpuTensor gradient) {
        int time = gradient.columns;
        int heads = probabilities.rows / time;
        float[] p = scratch.tile(0, to);
        float[] dp = scratch.tile(1, to);
        for (int query = from; query < to; query++) {
            int count = query + 1;
            int whole = wholeVectors(count, to); // later keys, whose probability is zero, change nothing
            probabilities.get(head * time + query, 0, p, 0, whole);
            gradient.get(query - from, 0, dp, 0, whole);
            if (!dropout.isNone()) {
                passes.dropout(dropout, element(firstRow, query, heads, head, time), dp, 0, count);
            }
            passes.softmaxBackward(scale, passes.dot(p, 0, dp, 0, whole), p, dp, 0, whole);
            Arrays.fill(dp, count, to, 0);
            gradient.put(query - from, 0, dp, 0, to);
        }
    }

    private void drop(
            float[] row,
            CpuTensor probabilities,
            Dropout dropout,
            long firstRow,
            int head,
            int from,
            int to,
            CpuTensor dropped) {
        int time = dropped.columns;
        int heads = probabilities.rows / time;
        for (int query = from; query < to; query++) {
            probabilities.get(head * time + query, 0, row, 0, to);
            passes.dropout(dropout, element(firstRow, query, heads, head, time), row, 0, to);
            dropped.put(query - from, 0, row, 0, to);
        }
    }

    /** The number, for dropout, of what a query gives to the first key. */
    static long element(long firstRow, int query, int heads, int head, int time) {
        return ((firstRow + query) * heads + head) * time;
    }

    private static float scale(int depth) {
        return (float) (1 / Math.sqrt(depth));
    }
}
