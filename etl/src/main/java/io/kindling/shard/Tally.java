package io.kindling.shard;

import java.nio.ByteBuffer;

/** What is counted while documents are encoded. Tallies add up, whatever tasks they come from. */
final class Tally {
    /** Documents by the number of bits of their number of tokens: 1 token, 2 to 3, 4 to 7 and so on. */
    static final int LENGTHS = 33;

    private static final int SUMS = 5;

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
        int before = 1;
        for (byte unit : text) {
            int white = isWhite(unit) ? 1 : 0;
            words += before & ~white;
            before = white;
        }
        return words;
    }

    private static boolean isWhite(byte unit) {
        return unit == ' ' || (unit >= '\t' && unit <= '\r');
    }
}
