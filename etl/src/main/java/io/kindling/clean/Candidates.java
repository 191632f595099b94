package io.kindling.clean;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.types.DataTypes.LongType;

import io.kindling.clean.SortedRows.Visitor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * The pairs of documents that share a band, which is a bucket. In a bucket of more than the cap, the documents beyond it
 * (in their order, which is one of hashes) meet the first alone, so work grows with documents and never with their
 * square.
 */
final class Candidates {
    /** A pair (u, v); or, with u = v = NONE, how many pairs a bucket has left out. */
    static final StructType PAIRS = Table.schema("u", LongType, "v", LongType, "skipped", LongType);

    static final long NONE = -1;

    private static final StructType BANDS = Table.schema("key", LongType, "order", LongType, Home.ROW, LongType);
    private static final Column[] ORDER = {col("key"), col("order"), col(Home.ROW)};

    private Candidates() {}

    /** Pairs, each as often as the two share a band, and what buckets left out. */
    static Dataset<Row> of(JavaRDD<Judged> documents, NearDuplicates config) {
        JavaRDD<Row> bands = documents.filter(Judged::kept).mapPartitions(partition -> new Bands(partition, config));
        int cap = config.bucketCap();
        return SortedRows.visit(Table.of(bands, BANDS), col("key"), ORDER, PAIRS, () -> new Bucket(cap));
    }

    /** The bands of a partition's documents. */
    private static final class Bands implements Iterator<Row> {
        private final Iterator<Judged> documents;
        private final Shingles shingles;
        private final MinHash minHash;
        private Judged document;
        private long[] keys = {};
        private int next;

        Bands(Iterator<Judged> documents, NearDuplicates config) {
            this.documents = documents;
            shingles = new Shingles(config.shingleWords());
            minHash = new MinHash(config.bands(), config.rows());
        }

        @Override
        public boolean hasNext() {
            while (next == keys.length && documents.hasNext()) {
                document = documents.next();
                int count = shingles.read(document.text());
                keys = count == 0 ? new long[0] : minHash.bands(shingles.hashes(), count);
                next = 0;
            }
            return next < keys.length;
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return RowFactory.create(keys[next++], document.order(), document.row());
        }
    }

    /** Sees the documents of one bucket after the other. */
    private static final class Bucket implements Visitor {
        private final int cap;
        private final List<Long> first = new ArrayList<>();
        private long key;
        private long skipped;
        private long size;

        Bucket(int cap) {
            this.cap = cap;
        }

        @Override
        public void visit(Row band, Consumer<Row> out) {
            if (band.getLong(0) != key) {
                end(out);
                key = band.getLong(0);
            }
            long row = band.getLong(2);
            if (size < cap) {
                first.forEach(other -> out.accept(RowFactory.create(other, row, 0L)));
                first.add(row);
            } else {
                out.accept(RowFactory.create(first.get(0), row, 0L));
                skipped += size - 1;
            }
            size++;
        }

        @Override
        public void end(Consumer<Row> out) {
            if (skipped > 0) {
                out.accept(RowFactory.create(NONE, NONE, skipped));
            }
            first.clear();
            size = 0;
            skipped = 0;
        }
    }
}
