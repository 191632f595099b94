package io.kindling.kernels;

/** The products of OpenBLAS, where the JVM has no Vector API. */
final class BlasProducts implements Products {
    @Override
    public void product(CpuTensor a, CpuTensor b, CpuTensor out, boolean add) {
        Blas.product(1, a.whole, b.whole, add ? 1 : 0, out.whole);
    }

    @Override
    public void productTransposed(CpuTensor a, CpuTensor b, CpuTensor out, boolean add) {
        Blas.productTransposed(1, a.whole, b.whole, add ? 1 : 0, out.whole);
    }

    @Override
    public void transposedProduct(CpuTensor a, CpuTensor b, CpuTensor out, boolean add) {
        Blas.transposedProduct(1, a.whole, b.whole, add ? 1 : 0, out.whole);
    }
}
