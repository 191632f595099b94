/**
 * The configuration of a run: defaults, then one YAML file, then {@code key=value}, bound to a tree of records.
 *
 * <p>Start at {@link io.kindling.jobs.configuration.Configuration}. Nothing here knows a verb, Spark or a model: the
 * records stand beside the code that uses them and check their own values in their compact constructors.
 */
package io.kindling.jobs.configuration;
