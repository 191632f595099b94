package io.kindling.shard;

import io.kindling.tokenizer.BadDataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The file beside a token file, {@code train-00000.index}: a checksum of each of its blocks, so that a reader can check
 * just what it reads, and where its documents end. All numbers are little-endian.
 *
 * <pre>
 * offset  bytes
 *      0      8  magic: "KINDLIDX" in ASCII
 *      8      4  version of the format: 1
 *     12      4  bytes in a block: 4096
 *     16      8  number of blocks of the token file, b; the last may be shorter
 *     24      8  number of documents, d
 *     32    4·b  CRC-32C of each block, the one with the header included
 *      +      4  CRC-32C of all the bytes before
 *      +    8·d  the end of each document: the number of tokens in the shard up to it and with it
 *      +      4  CRC-32C of these ends
 * </pre>
 *
 * <p>An object is the part about blocks; the ends of documents, which only some readers want, are read apart from it.
 */
final class ShardIndex {
    static final int BLOCK_BYTES = 4096;

    private static final byte[] MAGIC = "KINDLIDX".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 32;

    private final int[] checksums;

    private ShardIndex(int[] checksums) {
        this.checksums = checksums;
    }

    /** How many blocks a token file of so many bytes has. */
    static long blocks(long bytes) {
        return (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
    }

    /** How long the part about blocks is. */
    static long blockPartBytes(long blocks) {
        return HEADER_BYTES + Integer.BYTES * blocks + Integer.BYTES;
    }

    /** How long the part about documents is, which follows. */
    static long documentPartBytes(long documents) {
        return Long.BYTES * documents + Integer.BYTES;
    }

    static byte[] encode(int[] checksums, long[] documentEnds) {
        int front = Math.toIntExact(blockPartBytes(checksums.length));
        int back = Math.toIntExact(documentPartBytes(documentEnds.length));
        byte[] bytes = new byte[Math.addExact(front, back)];
        ByteBuffer buffer = littleEndian(bytes)
                .put(MAGIC)
                .putInt(VERSION)
                .putInt(BLOCK_BYTES)
                .putLong(checksums.length)
                .putLong(documentEnds.length);
        for (int checksum : checksums) {
            buffer.putInt(checksum);
        }
        buffer.putInt(crc(bytes, 0, front - Integer.BYTES));
        for (long end : documentEnds) {
            buffer.putLong(end);
        }
        buffer.putInt(crc(bytes, front, back - Integer.BYTES));
        return bytes;
    }

    /**
     * The part about blocks.
     *
     * @param file names it in messages
     * @throws BadDataException if it isn't one, or damaged
     */
    static ShardIndex decode(byte[] blockPart, String file) {
        byte[] magic = Arrays.copyOf(blockPart, MAGIC.length);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new BadDataException(file + ", byte 0: begins with 0x"
                    + HexFormat.of().formatHex(magic)
                    + " where an index has \"KINDLIDX\": it is another kind of file; write the shards anew");
        }
        ByteBuffer buffer = littleEndian(blockPart);
        if (buffer.getInt(8) != VERSION) {
            throw new BadDataException(file + ", byte 8: is of version " + buffer.getInt(8)
                    + " where this program reads " + VERSION + ": write the shards anew with this program");
        }
        requireChecksum(blockPart, 0, file);
        int[] checksums = new int[(blockPart.length - HEADER_BYTES) / Integer.BYTES - 1];
        buffer.position(HEADER_BYTES).asIntBuffer().get(checksums);
        return new ShardIndex(checksums);
    }

    /**
     * The part about documents.
     *
     * @param offset where it begins in the file
     * @throws BadDataException if it is damaged
     */
    static long[] decodeDocumentEnds(byte[] documentPart, long offset, String file) {
        requireChecksum(documentPart, offset, file);
        long[] ends = new long[documentPart.length / Long.BYTES];
        littleEndian(documentPart).asLongBuffer().get(ends);
        return ends;
    }

    /** Requires that bytes of the token file, whole blocks from {@code block} on, are as they were written. */
    void requireIntact(byte[] bytes, int length, long block, String file) {
        for (int from = 0; from < length; from += BLOCK_BYTES) {
            int number = Math.toIntExact(block + from / BLOCK_BYTES);
            int size = Math.min(BLOCK_BYTES, length - from);
            requireEqual(crc(bytes, from, size), checksums[number], (long) number * BLOCK_BYTES, size, file);
        }
    }

    /** Requires that the last four bytes are the checksum of the others. */
    private static void requireChecksum(byte[] bytes, long offset, String file) {
        int last = bytes.length - Integer.BYTES;
        requireEqual(crc(bytes, 0, last), littleEndian(bytes).getInt(last), offset, last, file);
    }

    private static void requireEqual(int found, int expected, long offset, int size, String file) {
        if (found != expected) {
            throw new BadDataException(
                    ("%s, bytes %d to %d: checksum 0x%08x should be 0x%08x: the file is damaged; copy it again or write"
                                    + " the shards anew")
                            .formatted(file, offset, offset + size - 1, found, expected));
        }
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
