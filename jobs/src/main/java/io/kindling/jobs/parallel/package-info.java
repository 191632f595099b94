/**
 * Training one model on many executors. Start with {@link io.kindling.jobs.parallel.Rounds}: a round is M logical
 * replicas, each a plain idempotent Spark task that takes H steps by itself, and the mean of what they arrive at.
 *
 * <p>Everything here is a pure function of the plan, the seed and the data: which executor ran what, how often and when,
 * leaves no trace in the result.
 */
package io.kindling.jobs.parallel;
