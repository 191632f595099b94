package io.kindling.kernels;

/** Matrix products of float tensors in the calling thread. */
interface Products {
    /** {@code out} (M, N) = a (M, K) · b (K, N), or that added to it. */
    void product(CpuTensor a, CpuTensor b, CpuTensor out, boolean add);

    /** {@code out} (M, N) = a (M, K) · b (N, K)ᵀ, or that added to it. */
    void productTransposed(CpuTensor a, CpuTensor b, CpuTensor out, boolean add);

    /** {@code out} (M, N) = a (K, M)ᵀ · b (K, N), or that added to it. */
    void transposedProduct(CpuTensor a, CpuTensor b, CpuTensor out, boolean add);
}
