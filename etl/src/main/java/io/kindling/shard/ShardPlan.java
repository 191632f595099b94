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
 * @param slices of each shard, sorted one after the other so that memory holds one; 1 where a shard is sorted as a whole
 */
record ShardPlan(int train, int validation, int slices) implements Serializable {
    /** About how many bytes of English a token of BPE stands for. */
    private static final double BYTES_PER_TOKEN = 4;

    private static final int MOST = 1 << 20;
    private static final int MOST_SLICES = 16;

    /** Of all shards: each is a part of every reading task's output, and many small parts take long to fetch. */
    private static final int MOST_SLICES_IN_ALL = 2000;

    /** About the largest that every core of a small heap has room for. */
    private static final long SLICE_BYTES = 32 << 20;

    static ShardPlan of(long textBytes, Tokenizer tokenizer, ShardConfig config) {
        double tokens = tokenizer instanceof Bpe ? textBytes / BYTES_PER_TOKEN : textBytes;
        double bytes = tokens * ShardHeader.width(tokenizer.vocabularySize());
        double validating = bytes * config.validationFraction();
        int train = count(bytes - validating, config);
        int validation = config.validationFraction() == 0 ? 0 : count(validating, config);
        return new ShardPlan(train, validation, slices(train + validation, config.shardBytes()));
    }

    private static int slices(int shards, long shardBytes) {
        int slices = Math.min(MOST_SLICES, MOST_SLICES_IN_ALL / shards);
        return slices * SLICE_BYTES >= shardBytes ? slices : 1;
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

    /** Of a shard, where the slices of all shards are counted through. */
    int firstSlice(int shard) {
        return shard * slices;
    }

    int shard(int slice) {
        return slice / slices;
    }

    String part(int shard) {
        return shard < train ? Shards.TRAIN : Shards.VALIDATION;
    }

    /** A shard's name, such as validation-00002. */
    String name(int shard) {
        return "%s-%05d".formatted(part(shard), shard < train ? shard : shard - train);
    }
}
