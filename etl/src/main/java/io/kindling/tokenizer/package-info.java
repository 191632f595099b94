/**
 * Text to token ids and back: byte-level BPE and one id per character, trained here and kept as Hugging Face
 * {@code tokenizer.json}.
 *
 * <p>Start at {@link io.kindling.tokenizer.Tokenizer}; {@link io.kindling.tokenizer.Bpe} is the encoder,
 * {@link io.kindling.tokenizer.PreTokenizer} cuts text into the pieces it merges within, and
 * {@link io.kindling.tokenizer.BpeTraining} makes a new one from counted pieces.
 *
 * <p>It may not know Spark, Hadoop or any file system: executors, the driver and generation use the same code.
 */
package io.kindling.tokenizer;
