package io.kindling.kernels;

import org.bytedeco.openblas.global.openblas;

/** OpenBLAS, row-major, in the calling thread alone. */
final class Blas {
    private Blas() {}

    /** Threads are the {@link Team}'s, not BLAS's: two calls side by side are as fast as one call with two threads. */
    static void oneThread() {
        openblas.blas_set_num_threads(1);
    }

    /** {@code out} (M, N) = {@code alpha} · a (M, K) · b (K, N) + {@code beta} · out. */
    static void product(float alpha, Cursor a, Cursor b, float beta, Cursor out) {
        multiply(openblas.CblasNoTrans, openblas.CblasNoTrans, a.columns, alpha, a, b, beta, out);
    }

    /** {@code out} (M, N) = {@code alpha} · a (M, K) · b (N, K)ᵀ + {@code beta} · out. */
    static void productTransposed(float alpha, Cursor a, Cursor b, float beta, Cursor out) {
        multiply(openblas.CblasNoTrans, openblas.CblasTrans, a.columns, alpha, a, b, beta, out);
    }

    /** {@code out} (M, N) = {@code alpha} · a (K, M)ᵀ · b (K, N) + {@code beta} · out. */
    static void transposedProduct(float alpha, Cursor a, Cursor b, float beta, Cursor out) {
        multiply(openblas.CblasTrans, openblas.CblasNoTrans, a.rows, alpha, a, b, beta, out);
    }

    private static void multiply(
            int orderA, int orderB, int inner, float alpha, Cursor a, Cursor b, float beta, Cursor out) {
        openblas.cblas_sgemm(
                openblas.CblasRowMajor,
                orderA,
                orderB,
                out.rows,
                out.columns,
                inner,
                alpha,
                a,
                a.stride,
                b,
                b.stride,
                beta,
                out,
                out.stride);
    }
}
