package io.kindling.shard;

import io.kindling.tokenizer.BadDataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The first 64 bytes of a token file, {@code train-00000.tokens}. All numbers are little-endian.
 *
 * <pre>
 * offset  bytes
 *      0      8  magic: "KINDLTOK" in ASCII
 *      8      4  version of the format: 1
 *     12      4  width of a token in bytes: 2 or 4
 *     16      8  number of tokens, n
 *     24      8  number of documents
 *     32     32  SHA-256 of the tokenizer's tokenizer.json
 *     64   n·w  the tokens, unsigned, each document closed by end of text
 * </pre>
 *
 * @param width of a token in bytes
 * @param tokenizer the SHA-256 in hexadecimal
 */
record ShardHeader(int width, long tokens, long documents, String tokenizer) {
    static final int BYTES = 64;

    /** The largest vocabulary whose tokens take two bytes each. */
    static final int LARGEST_SHORT_VOCABULARY = 65_535;

    private static final byte[] MAGIC = "KINDLTOK".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;

    /** How many bytes a token of such a vocabulary takes. */
    static int width(int vocabularySize) {
        return vocabularySize <= LARGEST_SHORT_VOCABULARY ? Short.BYTES : Integer.BYTES;
    }

    byte[] encoded() {
        return ByteBuffer.allocate(BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putInt(VERSION)
                .putInt(width)
                .putLong(tokens)
                .putLong(documents)
                .put(HexFormat.of().parseHex(tokenizer))
                .array();
    }

    /** Requires that a header is of this version; only then can its checksum be found and its values be believed. */
    static void requireReadable(byte[] header, String file) {
        byte[] magic = Arrays.copyOf(header, MAGIC.length);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new BadDataException(file + ", byte 0: begins with 0x"
                    + HexFormat.of().formatHex(magic) + " where a token shard has \"KINDLTOK\": it is another kind of"
                    + " file; write the shards anew");
        }
        int version = littleEndian(header).getInt(8);
        if (version != VERSION) {
            throw new BadDataException(file + ", byte 8: is of version " + version + " where this program reads "
                    + VERSION + ": write the shards anew with this program");
        }
    }

    /** The header of a file whose bytes have been checked. */
    static ShardHeader decode(byte[] header) {
        ByteBuffer buffer = littleEndian(header);
        return new ShardHeader(
                buffer.getInt(12),
                buffer.getLong(16),
                buffer.getLong(24),
                HexFormat.of().formatHex(header, 32, BYTES));
    }

    /** Requires that a header is this one. */
    void requireEqual(ShardHeader found, String file) {
        if (!found.tokenizer().equals(tokenizer)) {
            throw new BadDataException(file + ", byte 32: was written with tokenizer " + found.tokenizer()
                    + " where manifest.json says " + tokenizer + ": it is another run's; write the shards anew");
        }
        if (!found.equals(this)) {
            throw new BadDataException(file + ", byte 12: is " + found + " where manifest.json says " + this
                    + ": it is another run's; write the shards anew");
        }
    }

    /** Where a token begins in the file. */
    long offset(long position) {
        return BYTES + position * width;
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
