package io.kindling.kernels;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Products of row-major matrices, in the calling thread alone: oneDNN's where the processor has AVX-512, else OpenBLAS's.
 *
 * <p>A step's products have few rows, and OpenBLAS reaches its speed only with many. Its AVX-512 kernels make 82 GFLOP/s of
 * 155 where 128 rows meet a matrix of 768 × 3072, oneDNN's 131 to 140. At a step's other products oneDNN is faster or within
 * a few percent ({@code ProductBenchmark}). With AVX2 the two are within a few percent, and there a row of oneDNN's depends on how many
 * others it has.
 */
final class Blas {
    /** Whether oneDNN multiplies. */
    static final boolean ONE_DNN = chooseOneDnn();

    static final byte PLAIN = 'N';
    static final byte TRANSPOSED = 'T';

    private Blas() {}

    /** It takes as many threads as OpenMP allows it, which only the environment can say for threads that are Java's. */
    private static boolean chooseOneDnn() {
        if (!Loader.getPlatform().endsWith("x86_64") || !hasAvx512(dnnl.dnnl_get_effective_cpu_isa())) {
            return false;
        }
        String threads = System.getenv("OMP_NUM_THREADS");
        if (!"1".equals(threads)) {
            Logger log = LoggerFactory.getLogger(Blas.class);
            log.warn(
                    "OMP_NUM_THREADS is {}, so oneDNN would start threads of its own: OpenBLAS multiplies instead, more slowly;"
                            + " set OMP_NUM_THREADS=1 in the environment of the JVM",
                    threads == null ? "not set" : threads);
            return false;
        }
        return true;
    }

    private static boolean hasAvx512(int instructions) {
        return (instructions & dnnl.dnnl_cpu_isa_avx512_core) == dnnl.dnnl_cpu_isa_avx512_core;
    }

    /** Threads are the {@link Team}'s, not BLAS's: two calls side by side are as fast as one call with two threads. */
    static void oneThread() {
        openblas.blas_set_num_threads(1);
    }

    /** {@code out} (M, N) = {@code alpha} · a (M, K) · b (K, N) + {@code beta} · out. */
    static void product(float alpha, Cursor a, Cursor b, float beta, Cursor out) {
        multiply(PLAIN, PLAIN, a.columns, alpha, a, b, beta, out);
    }

    /** {@code out} (M, N) = {@code alpha} · a (M, K) · b (N, K)ᵀ + {@code beta} · out. */
    static void productTransposed(float alpha, Cursor a, Cursor b, float beta, Cursor out) {
        multiply(PLAIN, TRANSPOSED, a.columns, alpha, a, b, beta, out);
    }

    /** {@code out} (M, N) = {@code alpha} · a (K, M)ᵀ · b (K, N) + {@code beta} · out. */
    static void transposedProduct(float alpha, Cursor a, Cursor b, float beta, Cursor out) {
        multiply(TRANSPOSED, PLAIN, a.rows, alpha, a, b, beta, out);
    }

    private static void multiply(
            byte orderA, byte orderB, int inner, float alpha, Cursor a, Cursor b, float beta, Cursor out) {
        if (ONE_DNN) {
            oneDnn(orderA, orderB, inner, alpha, a, b, beta, out);
        } else {
            openBlas(orderA, orderB, inner, alpha, a, b, beta, out);
        }
    }

    static void oneDnn(byte orderA, byte orderB, int inner, float alpha, Cursor a, Cursor b, float beta, Cursor out) {
        int status = dnnl.dnnl_sgemm(
                orderA, orderB, out.rows, out.columns, inner, alpha, a, a.stride, b, b.stride, beta, out, out.stride);
        if (status != dnnl.dnnl_success) {
            throw new IllegalStateException("oneDNN's product of %d × %d × %d failed with status %d"
                    .formatted(out.rows, inner, out.columns, status));
        }
    }

    static void openBlas(byte orderA, byte orderB, int inner, float alpha, Cursor a, Cursor b, float beta, Cursor out) {
        openblas.cblas_sgemm(
                openblas.CblasRowMajor,
                orderA == PLAIN ? openblas.CblasNoTrans : openblas.CblasTrans,
                orderB == PLAIN ? openblas.CblasNoTrans : openblas.CblasTrans,
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
