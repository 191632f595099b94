/**
 * Tokenizers and the cleaning of texts as stages of Spark's MLlib, for pipelines beside its own stages.
 *
 * <p>Start at {@link io.kindling.mllib.BpeTokenizer}, which learns a {@link io.kindling.mllib.BpeTokenizerModel} from a
 * column of texts; that turns texts into ids, a {@link io.kindling.mllib.TokenColumn}. {@link io.kindling.mllib.TextCleaner}
 * holds texts against rules. {@link io.kindling.mllib.StageFolder} is how they, and whole pipelines of them, lie on disk.
 *
 * <p>What is learned and how is not known here but in {@link io.kindling.corpus} and {@link io.kindling.tokenizer}, and
 * what texts are held against in {@link io.kindling.clean}.
 */
package io.kindling.mllib;
