/**
 * Documents: where text comes from, and what is counted in it before a tokenizer is trained.
 *
 * <p>Start at {@link io.kindling.corpus.StoryCorpus}, the built-in corpus.
 */
package io.kindling.corpus;
