/**
 * Models as files: safetensors and the configuration of a Hugging Face GPT-2 folder. Start with
 * {@link io.kindling.checkpoint.ModelFiles}. Everything is a stream with a name for its messages; where the bytes lie, on
 * which file system, is the caller's business. Every length read from a file is bounded before it is believed.
 */
package io.kindling.checkpoint;
