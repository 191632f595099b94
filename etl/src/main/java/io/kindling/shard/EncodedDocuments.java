package io.kindling.shard;

import io.kindling.corpus.Reading;
import io.kindling.corpus.Reading.Malformed;
import io.kindling.corpus.Tolerance;
import io.kindling.shard.Placement.Piece;
import io.kindling.tokenizer.BadDataException;
import io.kindling.tokenizer.Tokenizer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import scala.Tuple2;

/**
 * The records of one partition on their way: each document as tokens to its shard, each malformed record to the
 * accounts; then sums for them all.
 *
 * <p>Sums come before documents in a {@link ShuffleRecord}'s order, so whoever writes a shard meets them first, from
 * every partition, and knows how long the shard will be before the first token: a header can be written without going
 * back, on any file system.
 */
final class EncodedDocuments implements Iterator<ShuffleRecord> {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final Iterator<Tuple2<Reading, Long>> readings;
    private final Tokenizer tokenizer;
    private final int width;
    private final Placement placement;
    private final Tolerance tolerance;
    private final ShardPlan plan;
    private final long[] tokenSums;
    private final long[] documentSums;
    private final Tally tally = new Tally();
    private final Queue<ShuffleRecord> ready = new ArrayDeque<>();
    private boolean summed;

    /**
     * Encodes documents, each with its number.
     */
    EncodedDocuments(
            Iterator<Tuple2<Reading, Long>> readings,
            Tokenizer tokenizer,
            Placement placement,
            Tolerance tolerance,
            ShardPlan plan) {
        this.readings = readings;
        this.tokenizer = tokenizer;
        this.width = ShardHeader.width(tokenizer.vocabularySize());
        this.placement = placement;
        this.tolerance = tolerance;
        this.plan = plan;
        this.tokenSums = new long[plan.shards()];
        this.documentSums = new long[plan.shards()];
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && readings.hasNext()) {
            Tuple2<Reading, Long> numbered = readings.next();
            add(numbered._1, numbered._2);
        }
        if (ready.isEmpty() && !summed) {
            addSums();
        }
        return !ready.isEmpty();
    }

    @Override
    public ShuffleRecord next() {
        if (ready.isEmpty() && !hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    private void add(Reading reading, long number) {
        if (reading instanceof Reading.Text text) {
            add(text, number);
        } else if (reading instanceof Reading.Tokens tokens) {
            add(tokens, number);
        } else {
            add((Malformed) reading);
        }
    }

    private void add(Malformed record) {
        tally.addMalformed();
        if (tolerance.none()) {
            throw new BadDataException(record.message());
        }
        if (tolerance.isExceededBy(tally.malformed())) {
            throw new BadDataException("more records are malformed than maxBadRecords (" + tolerance
                    + ") allows, the last of them " + record.message());
        }
        ready.add(ShuffleRecord.malformed(record));
    }

    private void add(Reading.Text document, long number) {
        byte[] text = document.utf8();
        long tokens = 0;
        for (Piece piece : placement.pieces(document.id(), number, text)) {
            IntBuffer ids = encode(document, piece);
            tokens += ids.remaining() + 1L;
            add(document.id(), piece, ids.array(), 0, ids.remaining(), piece.to() - piece.from());
        }
        tally.add(text, tokens);
    }

    private IntBuffer encode(Reading.Text document, Piece piece) {
        try {
            return tokenizer.encodeShared(document.utf8(), piece.from(), piece.to());
        } catch (BadDataException e) {
            throw new BadDataException("document " + document.id() + ": " + e.getMessage(), e);
        }
    }

    private void add(Reading.Tokens document, long number) {
        int[] ids = document.ids();
        for (int id : ids) {
            if (id < 0 || id >= tokenizer.vocabularySize() || id == tokenizer.endOfText()) {
                add(document.malformed("has the token " + id + " where 0 to " + (tokenizer.vocabularySize() - 1)
                        + " are due and " + tokenizer.endOfText()
                        + " only ends texts: name the tokenizer that it was made with"));
                return;
            }
        }
        List<Piece> pieces = placement.pieces(document.id(), number, ids.length);
        for (Piece piece : pieces) {
            int bytes = tokenizer.decode(Arrays.copyOfRange(ids, piece.from(), piece.to())).length;
            add(document.id(), piece, ids, piece.from(), piece.to(), bytes);
        }
        tally.add(tokenizer.decode(ids), ids.length + pieces.size());
    }

    private void add(String id, Piece piece, int[] ids, int from, int to, int textBytes) {
        int tokens = Math.addExact(to - from, 1);
        ShuffleRecord record = ShuffleRecord.document(piece, id, textBytes, Math.multiplyExact(tokens, width));
        write(ids, from, to, record.bytes(), record.tokensFrom());
        ready.add(record);
        int shard = plan.shard(piece.slice());
        tokenSums[shard] += tokens;
        documentSums[shard]++;
    }

    /** Writes ids, and end of text behind them; two loops, as the compiler makes more of steps that it knows. */
    private void write(int[] ids, int from, int to, byte[] bytes, int at) {
        int count = to - from;
        if (width == Short.BYTES) {
            for (int i = 0; i < count; i++) {
                SHORT.set(bytes, at + i * Short.BYTES, (short) ids[from + i]);
            }
            SHORT.set(bytes, at + count * Short.BYTES, (short) tokenizer.endOfText());
        } else {
            for (int i = 0; i < count; i++) {
                INT.set(bytes, at + i * Integer.BYTES, ids[from + i]);
            }
            INT.set(bytes, at + count * Integer.BYTES, tokenizer.endOfText());
        }
    }

    private void addSums() {
        summed = true;
        ready.add(ShuffleRecord.sum(tally));
        for (int shard = 0; shard < tokenSums.length; shard++) {
            if (documentSums[shard] > 0) {
                ready.add(ShuffleRecord.sum(plan.firstSlice(shard), tokenSums[shard], documentSums[shard]));
            }
        }
    }
}
