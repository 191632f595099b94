package io.kindling.shard;

/**
 * How tokens are laid out in shards.
 *
 * @param validationFraction the share of the corpus that validates, of documents or of each document's characters: from
 *     0, for no validation part at all, to below 1
 * @param split what is cut
 * @param seed of the documents' order and choice; another one shuffles otherwise
 * @param shardBytes about how long a shard is in bytes; 128 MB is one block of HDFS
 */
public record ShardConfig(double validationFraction, Split split, long seed, long shardBytes) {
    private static final long LARGEST_SHARD = 1L << 30;

    /** Throws an IllegalArgumentException if a value is out of its range. */
    public ShardConfig {
        if (!(validationFraction >= 0 && validationFraction < 1)) {
            throw new IllegalArgumentException("validationFraction (" + validationFraction
                    + ") must be at least 0 and below 1: 0.1 keeps a tenth for validation");
        }
        if (split == null) {
            throw new IllegalArgumentException("split is missing: document or position");
        }
        if (shardBytes < 1 || shardBytes > LARGEST_SHARD) {
            throw new IllegalArgumentException("shardBytes (" + shardBytes + ") must be between 1 and " + LARGEST_SHARD
                    + ": 134217728 is one block of HDFS");
        }
    }
}
