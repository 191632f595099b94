/**
 * Documents: where text comes from, and what is counted in it before a tokenizer is trained.
 *
 * <p>Start at {@link io.kindling.corpus.Corpus}, which opens an input as {@link io.kindling.corpus.Reading}s: texts, the
 * ids of other programs' tokens, and records that are malformed, with place and reason. {@code InputFiles} cuts the
 * files into {@code Portion}s; each format ({@code TextFile}, {@code Lines} with {@code JsonLine}, {@code Archive},
 * {@code TokenFile}, {@code ParquetFiles}, {@code Stories}) says in one file how ids come about.
 * {@link io.kindling.corpus.StoryCorpus} is the built-in corpus; {@link io.kindling.corpus.TrainedTokenizer} is what
 * words are counted for.
 *
 * <p>What becomes of bad input: a record that isn't JSON, isn't UTF-8, has no text or exceeds 32 MB is malformed, and so
 * is the rest of a packed file from where it is damaged; without tolerance the first one ends the run with its place
 * and reason. An input without a file, or with empty files alone, is refused before anything is read. Trouble with a
 * file system is no bad record: it ends the task, which Spark tries again.
 *
 * <p>It may not know token shards, nor what a model is.
 */
package io.kindling.corpus;
