/**
 * One class per verb of the command line: the only place where text ({@code etl}) and model meet.
 *
 * <p>Start at {@link io.kindling.jobs.Kindling}, whose table names every verb. A verb is a static function from a
 * configuration record to a result record; the record's defaults, each with its explanation, are a YAML resource of the
 * class's name.
 */
package io.kindling.jobs;
