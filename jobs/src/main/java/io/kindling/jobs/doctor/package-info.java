/**
 * Whether a run will work, before it runs: what each JVM of it is and has, and what has to change.
 *
 * <p>{@link io.kindling.jobs.doctor.Survey} asks every executor for its {@link io.kindling.jobs.doctor.Facts};
 * {@link io.kindling.jobs.doctor.Examination} turns facts into {@link io.kindling.jobs.doctor.Finding}s, and is a pure
 * function; {@link io.kindling.jobs.doctor.Checkup} is its short form at the start of every training.
 */
package io.kindling.jobs.doctor;
