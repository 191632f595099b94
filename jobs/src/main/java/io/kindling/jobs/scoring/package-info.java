/**
 * What a model makes of text: log-likelihoods on executors, and perplexity from their sums. Start with
 * {@link io.kindling.jobs.scoring.ScoringModel}, which executors' tasks share, and
 * {@link io.kindling.jobs.scoring.Perplexity}, which says what the figures mean.
 *
 * <p>What is computed together is fixed by the document or the data, never by the partition it happens to lie in, and sums
 * are taken in a fixed order: the same input gives the same bits on any cluster.
 */
package io.kindling.jobs.scoring;
