/**
 * What a run leaves for those who want to know how it went: {@link io.kindling.jobs.report.Metrics}, a line a round, and
 * what is drawn from those lines, a page and TensorBoard's event file. Nothing here knows a file system.
 */
package io.kindling.jobs.report;
