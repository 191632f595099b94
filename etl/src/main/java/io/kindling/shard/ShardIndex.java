package io.kindling.shard;

import io.kindling.tokenizer.BadDataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The file beside a token file, {@code train-00000.index}: where documents end in it, and a checksum of each of its
 * blocks, so that a reader can check just what it reads. All numbers are little-endian.
 *
 * <pre>
 * offset  bytes
 *      0      8  magic: "KINDLIDX" in ASCII
 *      8      4  version of the format: 1
 *     12      4  bytes in a block: 4096
 *     16      8  number of documents, d
 *     24      8  number of blocks of the token file, b; the last may be shorter
 *     32    8·d  the end of each document: the number of tokens in the shard up to it and with it
 *      +    4·b  CRC-32C of each block, the one with the header included
 *      +      4  CRC-32C of all the bytes before
 * </pre>
 */
final class ShardIndex {
    static final int BLOCK_BYTES = 4096;

    private static final byte[] MAGIC = "KINDLIDX".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 32;

    private final long[] documentEnds;
    private final int[] checksums;

    /** Takes over both arrays. */
    ShardIndex(long[] documentEnds, int[] checksums) {
        this.documentEnds = documentEnds;
        this.checksums = checksums;
    }

    /** How long the file is. */
    static long bytes(long documents, long blocks) {
        return HEADER_BYTES + Long.BYTES * documents + Integer.BYTES * blocks + Integer.BYTES;
    }

    /** How many blocks a token file of so many bytes has. */
    static long blocks(long bytes) {
        return (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
    }

    byte[] encoded() {
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(bytes(documentEnds.length, checksums.length)))
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putInt(VERSION)
                .putInt(BLOCK_BYTES)
                .putLong(documentEnds.length)
                .putLong(checksums.length);
        for (long end : documentEnds) {
            buffer.putLong(end);
        }
        for (int checksum : checksums) {
            buffer.putInt(checksum);
        }
        return buffer.putInt(crc(buffer.array(), 0, buffer.position())).array();
    }

    /**
     * Reads an index.
     *
     * @param file names it in messages
     * @throws BadDataException if it isn't one, or not whole
     */
    static ShardIndex decode(byte[] bytes, String file) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = Arrays.copyOf(bytes, MAGIC.length);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new BadDataException(file + ", byte 0: begins with 0x"
                    + HexFormat.of().formatHex(magic) + " where the index of a shard has \"KINDLIDX\": it is another"
                    + " kind of file; write the shards anew");
        }
        if (buffer.getInt(8) != VERSION || buffer.getInt(12) != BLOCK_BYTES) {
            throw new BadDataException(file + ", byte 8: is of version " + buffer.getInt(8) + " with blocks of "
                    + buffer.getInt(12) + " bytes where this program reads " + VERSION + " with " + BLOCK_BYTES
                    + ": write the shards anew with this program");
        }
        int last = bytes.length - Integer.BYTES;
        if (crc(bytes, 0, last) != buffer.getInt(last)) {
            throw new BadDataException(file + ", bytes 0 to " + (last - 1)
                    + ": checksum 0x%08x is not 0x%08x".formatted(crc(bytes, 0, last), buffer.getInt(last))
                    + ": the file is damaged; copy it again or write the shards anew");
        }
        long[] documentEnds = new long[Math.toIntExact(buffer.getLong(16))];
        int[] checksums = new int[Math.toIntExact(buffer.getLong(24))];
        buffer.position(HEADER_BYTES).asLongBuffer().get(documentEnds);
        buffer.position(HEADER_BYTES + Long.BYTES * documentEnds.length)
                .asIntBuffer()
                .get(checksums);
        return new ShardIndex(documentEnds, checksums);
    }

    /** Where a document ends: its end of text is the token before. */
    long documentEnd(int document) {
        return documentEnds[document];
    }

    /** Requires that some bytes, whole blocks from {@code block} on, are as they were written. */
    void requireIntact(byte[] bytes, int length, long block, String file) {
        for (int from = 0; from < length; from += BLOCK_BYTES) {
            int to = Math.min(from + BLOCK_BYTES, length);
            int number = Math.toIntExact(block + from / BLOCK_BYTES);
            int crc = crc(bytes, from, to - from);
            if (crc != checksums[number]) {
                long offset = (long) number * BLOCK_BYTES;
                throw new BadDataException(
                        "%s, bytes %d to %d: checksum 0x%08x is not 0x%08x: the file is damaged; copy it again or write the shards anew"
                                .formatted(file, offset, offset + (to - from) - 1, crc, checksums[number]));
            }
        }
    }

    static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
