/**
 * Models in files: safetensors and Hugging Face's folders, read and written, and GGUF, written. Start with
 * {@link io.kindling.checkpoint.ModelFiles}; what other programs read is {@link io.kindling.checkpoint.HuggingFaceFolder}'s and
 * {@link io.kindling.checkpoint.Gguf}'s. This package speaks streams, not file systems.
 *
 * <p>Files may come from anywhere. Only safetensors and JSON are read; every length is bounded before it is believed, memory is taken
 * for what the bytes of the files can hold, and whatever breaks a rule ends in a {@link
 * io.kindling.checkpoint.BadModelException} that names file, value and rule.
 */
package io.kindling.checkpoint;
