/**
 * Documents: where text comes from, and what is counted in it before a tokenizer is trained.
 *
 * <p>Start at {@link io.kindling.corpus.Corpus}, which opens an input as a {@code Dataset<Document>}; each reader
 * ({@code TextFiles}, {@code LineFiles}, {@code JsonLine}, {@code ParquetFiles}, {@code Stories}) says in one file how
 * ids come about. {@link io.kindling.corpus.StoryCorpus} is the built-in corpus;
 * {@link io.kindling.corpus.TrainedTokenizer} is what words are counted for.
 *
 * <p>It may not know token shards, nor what a model is.
 */
package io.kindling.corpus;
