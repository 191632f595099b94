/**
 * What a model makes of text: log-likelihoods on executors, and perplexity from their sums. Start with
 * {@link io.kindling.jobs.scoring.SharedModel}, which travels to executors and scores there,
 * {@link io.kindling.jobs.scoring.Windowing}, which says what comes before a token when it is scored, and
 * {@link io.kindling.jobs.scoring.LogLikelihood}, which says what the figures mean.
 *
 * <p>What a document gets doesn't depend on the partition it happens to lie in nor on what is scored beside it, and sums
 * are taken in a fixed order: the same input gives the same bits on any cluster.
 */
package io.kindling.jobs.scoring;
