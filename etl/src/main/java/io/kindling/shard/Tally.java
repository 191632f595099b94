package io.kindling.shard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What is counted while documents are encoded. Tallies add up, whatever tasks they come from. */
final class Tally {
    /** Documents by the number of bits of their number of tokens: 1 token, 2 to 3, 4 to 7 and so on. */
    static final int LENGTHS = 33;

    private static final int SUMS = 5;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long TOP_BIT = 0x8080808080808080L;

    private long documents;
    private long bytes;
    private long tokens;
    private long words;
    private long malformed;
    private final long[] lengths = new long[LENGTHS];

    /** Counts a document; {@code tokens} has the ends of text in it. */
    void add(byte[] text, long tokens) {
        documents++;
        bytes += text.length;
        this.tokens += tokens;
        words += words(text);
        lengths[Long.SIZE - Long.numberOfLeadingZeros(tokens)]++;
    }

    void addMalformed() {
        malformed++;
    }

    void add(Tally other) {
        documents += other.documents;
        bytes += other.bytes;
        tokens += other.tokens;
        words += other.words;
        malformed += other.malformed;
        for (int length = 0; length < LENGTHS; length++) {
            lengths[length] += other.lengths[length];
        }
    }

    long malformed() {
        return malformed;
    }

    /** Those that could be read and those that could not. */
    long records() {
        return documents + malformed;
    }

    Stats stats() {
        return Stats.of(documents, bytes, tokens, words, malformed, lengths);
    }

    byte[] encoded() {
        ByteBuffer buffer = ByteBuffer.allocate((SUMS + LENGTHS) * Long.BYTES)
                .putLong(documents)
                .putLong(bytes)
                .putLong(tokens)
                .putLong(words)
                .putLong(malformed);
        for (long length : lengths) {
            buffer.putLong(length);
        }
        return buffer.array();
    }

    static Tally decode(ByteBuffer buffer) {
        Tally tally = new Tally();
        tally.documents = buffer.getLong();
        tally.bytes = buffer.getLong();
        tally.tokens = buffer.getLong();
        tally.words = buffer.getLong();
        tally.malformed = buffer.getLong();
        for (int length = 0; length < LENGTHS; length++) {
            tally.lengths[length] = buffer.getLong();
        }
        return tally;
    }

    /** Runs of anything but ASCII's white space. */
    static long words(byte[] text) {
        long words = 0;
        long before = TOP_BIT >>> 56; // as if white space came before the text
        int at = 0;
        for (; at + Long.BYTES <= text.length; at += Long.BYTES) {
            long white = white((long) LONG.get(text, at));
            words += Long.bitCount(TOP_BIT & ~white & (white << 8 | before));
            before = white >>> 56;
        }
        for (; at < text.length; at++) {
            long white = white(text[at] & 0xFFL) & 0x80;
            words += before >>> 7 & ~white >>> 7 & 1;
            before = white;
        }
        return words;
    }

    /**
     * The top bit of each of eight bytes that is white space. A byte below 0x80 plus 0x80 − n reaches its top bit from
     * n on, and none carries into the next: {@code 'a', ' ', '\n'} are 0x61, 0x20, 0x0A and give 0x00, 0x80, 0x80.
     */
    private static long white(long bytes) {
        long low = bytes & ~TOP_BIT;
        long controls = low + EACH * (0x80 - '\t') & ~(low + EACH * (0x80 - '\r' - 1));
        long spaces = low + EACH * (0x80 - ' ') & ~(low + EACH * (0x80 - ' ' - 1));
        return (controls | spaces) & ~bytes & TOP_BIT;
    }
}
