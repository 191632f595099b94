package io.kindling.shard;

import io.kindling.shard.Placement.Piece;
import io.kindling.tokenizer.BadDataException;
import io.kindling.tokenizer.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The documents of one partition as tokens, each on its way to its shard; then, for each shard, how many there were.
 *
 * <p>Those totals have the key −1, so whoever writes a shard meets them first, from every partition, and knows how
 * long the shard will be before the first token: a header can be written without going back, on any file system.
 */
final class EncodedDocuments implements Iterator<Row> {
    /** {@code id} and {@code encoded} are null in totals; {@code tokens}, {@code documents} and {@code bytes} add up. */
    static final StructType SCHEMA = new StructType()
            .add("shard", DataTypes.IntegerType)
            .add("key", DataTypes.LongType)
            .add("id", DataTypes.StringType)
            .add("encoded", DataTypes.BinaryType)
            .add("tokens", DataTypes.LongType)
            .add("documents", DataTypes.LongType)
            .add("bytes", DataTypes.LongType);

    /** The key of totals; those of documents aren't negative. */
    static final long TOTALS = -1;

    private final Iterator<Row> documents;
    private final Tokenizer tokenizer;
    private final int width;
    private final Placement placement;
    private final long[] tokenTotals;
    private final long[] documentTotals;
    private final Queue<Row> ready = new ArrayDeque<>();
    private boolean totalsGiven;

    /**
     * Encodes documents, rows (id, text in UTF-8, number).
     *
     * @param shards how many there are to go to
     */
    EncodedDocuments(Iterator<Row> documents, Tokenizer tokenizer, Placement placement, int shards) {
        this.documents = documents;
        this.tokenizer = tokenizer;
        this.width = ShardHeader.width(tokenizer.vocabularySize());
        this.placement = placement;
        this.tokenTotals = new long[shards];
        this.documentTotals = new long[shards];
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && documents.hasNext()) {
            add(documents.next());
        }
        if (ready.isEmpty() && !totalsGiven) {
            addTotals();
        }
        return !ready.isEmpty();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    private void add(Row document) {
        String id = document.getString(0);
        byte[] text = document.getAs(1);
        for (Piece piece : placement.pieces(id, document.getLong(2), text)) {
            byte[] encoded = encode(document, text, piece);
            long tokens = encoded.length / width;
            tokenTotals[piece.shard()] += tokens;
            documentTotals[piece.shard()]++;
            long bytes = (long) piece.to() - piece.from();
            ready.add(RowFactory.create(piece.shard(), piece.key(), id, encoded, tokens, 1L, bytes));
        }
    }

    private byte[] encode(Row document, byte[] text, Piece piece) {
        int[] ids;
        try {
            ids = tokenizer.encode(text, piece.from(), piece.to());
        } catch (BadDataException e) {
            throw new BadDataException("document " + document.getString(0) + ": " + e.getMessage(), e);
        }
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(Math.addExact(ids.length, 1), width))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int id : ids) {
            put(buffer, id);
        }
        put(buffer, tokenizer.endOfText());
        return buffer.array();
    }

    private void put(ByteBuffer buffer, int id) {
        if (width == Short.BYTES) {
            buffer.putShort((short) id);
        } else {
            buffer.putInt(id);
        }
    }

    private void addTotals() {
        totalsGiven = true;
        for (int shard = 0; shard < tokenTotals.length; shard++) {
            if (documentTotals[shard] > 0) {
                ready.add(RowFactory.create(shard, TOTALS, null, null, tokenTotals[shard], documentTotals[shard], 0L));
            }
        }
    }
}
