/**
 * The operations a GPT needs, each forward and backward, over memory outside the Java heap.
 *
 * <p>Start with {@link io.kindling.kernels.Kernels}, the contract. {@link io.kindling.kernels.CpuKernels} is what runs:
 * oneDNN or OpenBLAS for matrix products and fused row passes for everything else. {@link io.kindling.kernels.Nd4jKernels} says the
 * same in plain INDArray operations, in float or double: the oracle of the tests. {@link io.kindling.kernels.Team} is the
 * only place that knows threads. What they reach is measured beside {@link io.kindling.kernels.SgemmPeak} and
 * {@link io.kindling.kernels.MemoryBandwidth}.
 *
 * <p>This package knows matrices and rows. It knows nothing of layers, models, files or Spark.
 */
package io.kindling.kernels;
