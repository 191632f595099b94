/**
 * Training one model on many executors. Start with {@link io.kindling.jobs.parallel.Rounds}: a round is M logical
 * replicas, each a plain idempotent Spark task that takes H steps by itself from the parameters that all share, and an outer
 * optimizer that moves those by the mean of where the replicas arrive. {@link io.kindling.jobs.parallel.EveryStep} is the
 * usual way to compare with: gradients averaged at every step.
 *
 * <p>The arithmetic is in values without Spark: {@link io.kindling.jobs.parallel.WireFormat} encodes what travels, {@code
 * Arrival} and {@code Mean} sum it in the replicas' order, {@code OuterSlice} takes the outer step of one slice. What all
 * share is held once in each JVM, by {@code HeldParameters}; what a replica remembers is in {@code ReplicaState}.
 *
 * <p>Everything here is a pure function of the plan, the seed and the data: which executor ran what, how often and when,
 * leaves no trace in the result.
 */
package io.kindling.jobs.parallel;
