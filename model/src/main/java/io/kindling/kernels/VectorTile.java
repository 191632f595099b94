package io.kindling.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loop of a matrix product: six rows by as many columns as the processor's registers hold.
 *
 * <p>Each element is one chain of fused multiply-adds along the depth, in order. So its bits depend on its row and its column
 * alone: not on the width of the vectors, on where a tile begins, nor on what else the matrix holds.
 */
final class VectorTile {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    /** 256-bit vectors come with 16 registers, 512-bit ones with 32; so do the 128-bit ones of ARM. */
    private static final int VECTORS = LANES == 8 ? 2 : 4;

    static final int ROWS = 6;
    static final int COLUMNS = VECTORS * LANES;

    private VectorTile() {}

    /**
     * {@code c += a · b} of ROWS × COLUMNS elements.
     *
     * @param a element (r, k) at {@code at + r·rowStride + k·depthStride}
     * @param b a panel: element (k, j) at {@code from + k·COLUMNS + j}
     * @param c element (r, j) at {@code to + r·stride + j}
     */
    static void accumulate(
            float[] a,
            int at,
            int rowStride,
            int depthStride,
            float[] b,
            int from,
            float[] c,
            int to,
            int stride,
            int depth) {
        if (VECTORS == 4) {
            four(a, at, rowStride, depthStride, b, from, c, to, stride, depth);
        } else {
            two(a, at, rowStride, depthStride, b, from, c, to, stride, depth);
        }
    }

    /** 4 vectors of 6 rows: 24 accumulators, a pass over the depth that never leaves the registers. */
    private static void four(
            float[] a,
            int at,
            int rowStride,
            int depthStride,
            float[] b,
            int from,
            float[] c,
            int to,
            int stride,
            int depth) {
        FloatVector c00 = load(c, to + 0 * stride + 0 * LANES);
        FloatVector c01 = load(c, to + 0 * stride + 1 * LANES);
        FloatVector c02 = load(c, to + 0 * stride + 2 * LANES);
        FloatVector c03 = load(c, to + 0 * stride + 3 * LANES);
        FloatVector c10 = load(c, to + 1 * stride + 0 * LANES);
        FloatVector c11 = load(c, to + 1 * stride + 1 * LANES);
        FloatVector c12 = load(c, to + 1 * stride + 2 * LANES);
        FloatVector c13 = load(c, to + 1 * stride + 3 * LANES);
        FloatVector c20 = load(c, to + 2 * stride + 0 * LANES);
        FloatVector c21 = load(c, to + 2 * stride + 1 * LANES);
        FloatVector c22 = load(c, to + 2 * stride + 2 * LANES);
        FloatVector c23 = load(c, to + 2 * stride + 3 * LANES);
        FloatVector c30 = load(c, to + 3 * stride + 0 * LANES);
        FloatVector c31 = load(c, to + 3 * stride + 1 * LANES);
        FloatVector c32 = load(c, to + 3 * stride + 2 * LANES);
        FloatVector c33 = load(c, to + 3 * stride + 3 * LANES);
        FloatVector c40 = load(c, to + 4 * stride + 0 * LANES);
        FloatVector c41 = load(c, to + 4 * stride + 1 * LANES);
        FloatVector c42 = load(c, to + 4 * stride + 2 * LANES);
        FloatVector c43 = load(c, to + 4 * stride + 3 * LANES);
        FloatVector c50 = load(c, to + 5 * stride + 0 * LANES);
        FloatVector c51 = load(c, to + 5 * stride + 1 * LANES);
        FloatVector c52 = load(c, to + 5 * stride + 2 * LANES);
        FloatVector c53 = load(c, to + 5 * stride + 3 * LANES);
        for (int k = 0; k < depth; k++) {
            int i = at + k * depthStride;
            FloatVector b0 = load(b, from + (k * 4 + 0) * LANES);
            FloatVector b1 = load(b, from + (k * 4 + 1) * LANES);
            FloatVector b2 = load(b, from + (k * 4 + 2) * LANES);
            FloatVector b3 = load(b, from + (k * 4 + 3) * LANES);
            FloatVector a0 = FloatVector.broadcast(FLOATS, a[i + 0 * rowStride]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            FloatVector a1 = FloatVector.broadcast(FLOATS, a[i + 1 * rowStride]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            FloatVector a2 = FloatVector.broadcast(FLOATS, a[i + 2 * rowStride]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            FloatVector a3 = FloatVector.broadcast(FLOATS, a[i + 3 * rowStride]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            FloatVector a4 = FloatVector.broadcast(FLOATS, a[i + 4 * rowStride]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            c43 = a4.fma(b3, c43);
            FloatVector a5 = FloatVector.broadcast(FLOATS, a[i + 5 * rowStride]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            c53 = a5.fma(b3, c53);
        }
        c00.intoArray(c, to + 0 * stride + 0 * LANES);
        c01.intoArray(c, to + 0 * stride + 1 * LANES);
        c02.intoArray(c, to + 0 * stride + 2 * LANES);
        c03.intoArray(c, to + 0 * stride + 3 * LANES);
        c10.intoArray(c, to + 1 * stride + 0 * LANES);
        c11.intoArray(c, to + 1 * stride + 1 * LANES);
        c12.intoArray(c, to + 1 * stride + 2 * LANES);
        c13.intoArray(c, to + 1 * stride + 3 * LANES);
        c20.intoArray(c, to + 2 * stride + 0 * LANES);
        c21.intoArray(c, to + 2 * stride + 1 * LANES);
        c22.intoArray(c, to + 2 * stride + 2 * LANES);
        c23.intoArray(c, to + 2 * stride + 3 * LANES);
        c30.intoArray(c, to + 3 * stride + 0 * LANES);
        c31.intoArray(c, to + 3 * stride + 1 * LANES);
        c32.intoArray(c, to + 3 * stride + 2 * LANES);
        c33.intoArray(c, to + 3 * stride + 3 * LANES);
        c40.intoArray(c, to + 4 * stride + 0 * LANES);
        c41.intoArray(c, to + 4 * stride + 1 * LANES);
        c42.intoArray(c, to + 4 * stride + 2 * LANES);
        c43.intoArray(c, to + 4 * stride + 3 * LANES);
        c50.intoArray(c, to + 5 * stride + 0 * LANES);
        c51.intoArray(c, to + 5 * stride + 1 * LANES);
        c52.intoArray(c, to + 5 * stride + 2 * LANES);
        c53.intoArray(c, to + 5 * stride + 3 * LANES);
    }

    /** 2 vectors of 6 rows: 12 accumulators, a pass over the depth that never leaves the registers. */
    private static void two(
            float[] a,
            int at,
            int rowStride,
            int depthStride,
            float[] b,
            int from,
            float[] c,
            int to,
            int stride,
            int depth) {
        FloatVector c00 = load(c, to + 0 * stride + 0 * LANES);
        FloatVector c01 = load(c, to + 0 * stride + 1 * LANES);
        FloatVector c10 = load(c, to + 1 * stride + 0 * LANES);
        FloatVector c11 = load(c, to + 1 * stride + 1 * LANES);
        FloatVector c20 = load(c, to + 2 * stride + 0 * LANES);
        FloatVector c21 = load(c, to + 2 * stride + 1 * LANES);
        FloatVector c30 = load(c, to + 3 * stride + 0 * LANES);
        FloatVector c31 = load(c, to + 3 * stride + 1 * LANES);
        FloatVector c40 = load(c, to + 4 * stride + 0 * LANES);
        FloatVector c41 = load(c, to + 4 * stride + 1 * LANES);
        FloatVector c50 = load(c, to + 5 * stride + 0 * LANES);
        FloatVector c51 = load(c, to + 5 * stride + 1 * LANES);
        for (int k = 0; k < depth; k++) {
            int i = at + k * depthStride;
            FloatVector b0 = load(b, from + (k * 2 + 0) * LANES);
            FloatVector b1 = load(b, from + (k * 2 + 1) * LANES);
            FloatVector a0 = FloatVector.broadcast(FLOATS, a[i + 0 * rowStride]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(FLOATS, a[i + 1 * rowStride]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(FLOATS, a[i + 2 * rowStride]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(FLOATS, a[i + 3 * rowStride]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(FLOATS, a[i + 4 * rowStride]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(FLOATS, a[i + 5 * rowStride]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
        }
        c00.intoArray(c, to + 0 * stride + 0 * LANES);
        c01.intoArray(c, to + 0 * stride + 1 * LANES);
        c10.intoArray(c, to + 1 * stride + 0 * LANES);
        c11.intoArray(c, to + 1 * stride + 1 * LANES);
        c20.intoArray(c, to + 2 * stride + 0 * LANES);
        c21.intoArray(c, to + 2 * stride + 1 * LANES);
        c30.intoArray(c, to + 3 * stride + 0 * LANES);
        c31.intoArray(c, to + 3 * stride + 1 * LANES);
        c40.intoArray(c, to + 4 * stride + 0 * LANES);
        c41.intoArray(c, to + 4 * stride + 1 * LANES);
        c50.intoArray(c, to + 5 * stride + 0 * LANES);
        c51.intoArray(c, to + 5 * stride + 1 * LANES);
    }

    /**
     * {@code y} (columns, rows) = {@code x}ᵀ, element (r, c) of x at {@code from + r·stride + c}.
     *
     * @param map scratch, as long as a vector has lanes or longer
     */
    static void transpose(
            float[] x, int from, int stride, int rows, int columns, int[] map, float[] y, int to, int yStride) {
        for (int i = 0; i < LANES; i++) {
            map[i] = i * stride;
        }
        int bound = FLOATS.loopBound(rows);
        for (int r = 0; r < bound; r += LANES) {
            gather(x, from + r * stride, columns, map, y, to + r, yStride);
        }
        for (int r = bound; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                y[to + c * yStride + r] = x[from + r * stride + c];
            }
        }
    }

    private static void gather(float[] x, int from, int columns, int[] map, float[] y, int to, int yStride) {
        for (int c = 0; c < columns; c++) {
            FloatVector.fromArray(FLOATS, x, from + c, map, 0).intoArray(y, to + c * yStride);
        }
    }

    private static FloatVector load(float[] x, int at) {
        return FloatVector.fromArray(FLOATS, x, at);
    }
}
