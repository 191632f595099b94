package io.kindling.shard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kindling.corpus.Reading.Malformed;
import io.kindling.shard.Placement.Piece;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What is sent from the task that read a record to the task that writes it. It is bytes, and goes where its first four
 * say; there, records lie in the order of their bytes, unsigned. All numbers are big-endian, so that they are ordered
 * like their bytes.
 *
 * <pre>
 *              offset  bytes
 * all               0      4  partition: 0 is of the accounts, s + 1 of slice s, counted through all shards
 *                   4      1  kind: 0 a sum, which comes first; 1 a record of its own
 * sum of a shard    5      8  tokens of one task for the shard
 *                  13      8  documents
 * a document        5      8  key, not negative
 *                  13      4  bytes of its text
 *                  17      4  length of the id in UTF-8, n
 *                  21      n  id
 *                21+n         tokens as they lie in the shard, end of text the last
 * accounts          5         a {@link Tally}, if a sum
 *                   5      n  source in UTF-8, if malformed
 *                 5+n      1  0
 *                   +      8  offset
 *                   +         reason in UTF-8
 * </pre>
 */
final class ShuffleRecord implements Comparable<ShuffleRecord> {
    private static final int ACCOUNTS = 0;

    private static final byte SUM = 0;
    private static final byte RECORD = 1;
    private static final int BODY = 5;
    private static final int TEXT_BYTES = 13;
    private static final int ID_LENGTH = 17;
    private static final int ID = 21;

    private final byte[] bytes;

    /** The first eight bytes of its place in the order, which few records have in common. */
    private final long prefix;

    ShuffleRecord(byte[] bytes) {
        this.bytes = bytes;
        this.prefix = ByteBuffer.wrap(bytes).getLong(BODY - 1);
    }

    static ShuffleRecord sum(int slice, long tokens, long documents) {
        return new ShuffleRecord(begin(partition(slice), SUM, 16)
                .putLong(tokens)
                .putLong(documents)
                .array());
    }

    static ShuffleRecord sum(Tally tally) {
        byte[] encoded = tally.encoded();
        return new ShuffleRecord(
                begin(ACCOUNTS, SUM, encoded.length).put(encoded).array());
    }

    /** A document with room for its tokens. */
    static ShuffleRecord document(Piece piece, String id, int textBytes, int tokenBytes) {
        byte[] name = id.getBytes(UTF_8);
        int length = Math.addExact(ID - BODY + name.length, tokenBytes);
        return new ShuffleRecord(begin(partition(piece.slice()), RECORD, length)
                .putLong(piece.key())
                .putInt(textBytes)
                .putInt(name.length)
                .put(name)
                .array());
    }

    static ShuffleRecord malformed(Malformed record) {
        byte[] source = record.source().getBytes(UTF_8);
        byte[] reason = record.reason().getBytes(UTF_8);
        return new ShuffleRecord(begin(ACCOUNTS, RECORD, source.length + 1 + Long.BYTES + reason.length)
                .put(source)
                .put((byte) 0)
                .putLong(record.offset())
                .put(reason)
                .array());
    }

    private static ByteBuffer begin(int partition, byte kind, int length) {
        return ByteBuffer.allocate(Math.addExact(BODY, length))
                .putInt(partition)
                .put(kind);
    }

    private static int partition(int slice) {
        return slice + 1;
    }

    @Override
    public int compareTo(ShuffleRecord other) {
        int order = Long.compareUnsigned(prefix, other.prefix);
        return order != 0 ? order : Arrays.compareUnsigned(bytes, other.bytes);
    }

    byte[] bytes() {
        return bytes;
    }

    int partition() {
        return ByteBuffer.wrap(bytes).getInt(0);
    }

    boolean isSum() {
        return bytes[BODY - 1] == SUM;
    }

    long sumOfTokens() {
        return ByteBuffer.wrap(bytes).getLong(BODY);
    }

    long sumOfDocuments() {
        return ByteBuffer.wrap(bytes).getLong(BODY + Long.BYTES);
    }

    Tally tally() {
        return Tally.decode(ByteBuffer.wrap(bytes, BODY, bytes.length - BODY));
    }

    int textBytes() {
        return ByteBuffer.wrap(bytes).getInt(TEXT_BYTES);
    }

    /** Where its tokens begin in {@link #bytes}; they go on to the end. */
    int tokensFrom() {
        return ID + ByteBuffer.wrap(bytes).getInt(ID_LENGTH);
    }

    Malformed malformed() {
        int end = BODY;
        while (bytes[end] != 0) {
            end++;
        }
        int reason = end + 1 + Long.BYTES;
        return new Malformed(
                new String(bytes, BODY, end - BODY, UTF_8),
                ByteBuffer.wrap(bytes).getLong(end + 1),
                new String(Arrays.copyOfRange(bytes, reason, bytes.length), UTF_8));
    }
}
