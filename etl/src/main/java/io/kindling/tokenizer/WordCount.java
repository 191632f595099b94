package io.kindling.tokenizer;

/**
 * A piece of text as {@link PreTokenizer} cuts it, in UTF-8, and how often it occurs in a corpus.
 *
 * <p>It carries the array without a copy and is never compared: its {@code equals} is that of the array itself.
 */
@SuppressWarnings("ArrayRecordComponent")
public record WordCount(byte[] word, long count) {}
