/**
 * GPT-2's transformer (Vaswani et al. 2017; Radford et al. 2019), forward and backward written out by hand.
 *
 * <p>Start with {@link io.kindling.model.Gpt}, then {@link io.kindling.model.Block} and what it holds, then
 * {@link io.kindling.model.TrainingStep}, which shares the work among threads. The way forward alone is
 * {@link io.kindling.model.Inference} for whole sequences and {@link io.kindling.model.Decoder} for growing ones;
 * {@link io.kindling.model.Trace} keeps all of it, to be looked at.
 *
 * <p>The legend of shapes, used in every comment: B batch, T time, C channels (the width), H heads, D = C/H head width,
 * F = 4C feed-forward width, V vocabulary, L layers, N = B·T tokens. Memory is row-major, a row is a token, and elements
 * are float32 unless a kernel set says otherwise. Gradients are called {@code dX}. A weight is (inputs, outputs), as
 * GPT-2's own files have it, so that a linear layer is {@code x · W + b}.
 *
 * <p>Where a step's time goes, in milliseconds of each of two threads, with oneDNN's products (Xeon, Emerald Rapids, sgemm peak
 * 162 GFLOP/s a core, 2026-11-30; AdamW of the first on 2026-12-01):
 *
 * <pre>
 * vocabulary, width, layers, heads, context, batch   50257,768,12,12,64,4   65,384,6,6,256,12   65,128,4,4,64,12
 * linear layers, forward                                    145                    207                3.9
 * linear layers, gradients of their inputs                  164                    211                4.2
 * linear layers, gradients of their weights                 141                    225                4.1
 * unembedding and softmax                                   199                      2                0.2
 * attention, both ways                                       12                     82                3.0
 * norms, GELU, biases, residuals, copies                     28                     80                3.3
 * norm of the gradient, AdamW                                88                      9                0.6
 * waiting, the operating system                               2                      2                0.3
 * </pre>
 *
 * <p>Products run at 130 to 175 GFLOP/s a core, the slower the fewer rows they have, attention's at 80 to 132; AdamW moves 28
 * bytes a parameter, at 47 to 51 GB/s.
 *
 * <p>This package knows {@link io.kindling.kernels.Kernels} and nothing of their memory; it knows neither files nor Spark.
 */
package io.kindling.model;
