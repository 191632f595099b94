/**
 * Token shards: a corpus as numbers, in files that say what they are and whether they are whole, and the order in which
 * training reads them.
 *
 * <p>Start at {@link io.kindling.shard.Sharding}, the job that writes a folder, and {@link io.kindling.shard.Shards},
 * which opens one; {@link io.kindling.shard.SampleOrder} shuffles without a table, and {@link
 * io.kindling.shard.ShardExport} writes what other programs read. {@code ShardHeader} and {@code ShardIndex} hold the byte tables of the format, {@link io.kindling.shard.Manifest} its JSON,
 * {@code ShardFolder} the protocol by which a folder becomes whole, {@code ShuffleRecord} what travels between tasks and {@code Shuffle} how.
 *
 * <p>It may not know what a model is: a token is a number here, and a window a run of them.
 */
package io.kindling.shard;
