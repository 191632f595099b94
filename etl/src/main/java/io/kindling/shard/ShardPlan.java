package io.kindling.shard;

import io.kindling.tokenizer.Bpe;
import io.kindling.tokenizer.Tokenizer;
import java.io.Serializable;

/**
 * How many shards there will be. It is fixed before the first document is read, from the size of the files alone, so
 * that the corpus needs to be read only once; shards come out near the size asked for, not at it.
 *
 * @param train shards 0 to this, exclusive, are the train part's
 * @param validation as many follow
 */
record ShardPlan(int train, int validation) implements Serializable {
    /** About how many bytes of English a token of BPE stands for. */
    private static final double BYTES_PER_TOKEN = 4;

    private static final int MOST = 1 << 20;

    static ShardPlan of(long textBytes, Tokenizer tokenizer, ShardConfig config) {
        double tokens = tokenizer instanceof Bpe ? textBytes / BYTES_PER_TOKEN : textBytes;
        double bytes = tokens * ShardHeader.width(tokenizer.vocabularySize());
        double validating = bytes * config.validationFraction();
        return new ShardPlan(
                count(bytes - validating, config), config.validationFraction() == 0 ? 0 : count(validating, config));
    }

    private static int count(double bytes, ShardConfig config) {
        double count = Math.ceil(bytes / config.shardBytes());
        if (count > MOST) {
            throw new IllegalArgumentException("shardBytes (" + config.shardBytes() + ") would make " + (long) count
                    + " shards where " + MOST + " are allowed: raise it");
        }
        return (int) Math.max(1, count);
    }

    int shards() {
        return train + validation;
    }

    String part(int shard) {
        return shard < train ? Shards.TRAIN : Shards.VALIDATION;
    }

    /** A shard's name, such as validation-00002. */
    String name(int shard) {
        return "%s-%05d".formatted(part(shard), shard < train ? shard : shard - train);
    }
}
