/**
 * GPT-2's transformer (Vaswani et al. 2017; Radford et al. 2019), forward and backward written out by hand.
 *
 * <p>Start with {@link io.kindling.model.Gpt}, then {@link io.kindling.model.Block} and what it holds, then
 * {@link io.kindling.model.TrainingStep}, which shares the work among threads. The way forward alone is
 * {@link io.kindling.model.Inference} for whole sequences and {@link io.kindling.model.Decoder} for growing ones.
 *
 * <p>The legend of shapes, used in every comment: B batch, T time, C channels (the width), H heads, D = C/H head width,
 * F = 4C feed-forward width, V vocabulary, L layers, N = B·T tokens. Memory is row-major, a row is a token, and elements
 * are float32 unless a kernel set says otherwise. Gradients are called {@code dX}. A weight is (inputs, outputs), as
 * GPT-2's own files have it, so that a linear layer is {@code x · W + b}.
 *
 * <p>This package knows {@link io.kindling.kernels.Kernels} and nothing of their memory; it knows neither files nor Spark.
 */
package io.kindling.model;
