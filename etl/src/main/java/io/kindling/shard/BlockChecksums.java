package io.kindling.shard;

import java.util.Arrays;
import java.util.zip.CRC32C;

/** The checksum of each block of a file, while it is being written. */
final class BlockChecksums {
    private final CRC32C crc = new CRC32C();
    private int[] checksums = new int[256];
    private int blocks;
    /** Bytes so far of the block that isn't full yet. */
    private int filled;

    void update(byte[] bytes, int from, int length) {
        int to = from + length;
        for (int at = from; at < to; ) {
            int part = Math.min(to - at, ShardIndex.BLOCK_BYTES - filled);
            crc.update(bytes, at, part);
            filled += part;
            at += part;
            if (filled == ShardIndex.BLOCK_BYTES) {
                close();
            }
        }
    }

    /** All of them, the block that isn't full included. */
    int[] finish() {
        if (filled > 0) {
            close();
        }
        return Arrays.copyOf(checksums, blocks);
    }

    private void close() {
        if (blocks == checksums.length) {
            checksums = Arrays.copyOf(checksums, blocks * 2);
        }
        checksums[blocks++] = (int) crc.getValue();
        crc.reset();
        filled = 0;
    }
}
