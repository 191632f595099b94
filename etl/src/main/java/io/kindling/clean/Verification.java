package io.kindling.clean;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.LongType;

import io.kindling.clean.SortedRows.Visitor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * The true Jaccard similarity of pairs of documents. The set of each document goes once to every first document u of its
 * pairs; where u is, its own set comes first and the others pass by, so memory holds two sets.
 */
final class Verification {
    static final StructType SIMILARITIES = Table.schema("u", LongType, "v", LongType, "similarity", DoubleType);

    private static final StructType SETS =
            Table.schema("u", LongType, "other", BooleanType, Home.ROW, LongType, "set", BinaryType);
    private static final Column[] ORDER = {col("u"), col("other"), col(Home.ROW)};

    private Verification() {}

    /**
     * The similarities.
     *
     * @param pairs columns u and v, each pair once
     */
    static Dataset<Row> of(JavaRDD<Judged> documents, Dataset<Row> pairs, int shingleWords) {
        Dataset<Row> own = pairs.select(col("u").as(Home.ROW), col("u")).distinct();
        Dataset<Row> letters = pairs.select(col("v").as(Home.ROW), col("u")).union(own);
        JavaRDD<Row> sets = Home.deliver(documents, letters, (document, u) -> sets(document, u, shingleWords), "u")
                .flatMap(List::iterator);
        return SortedRows.visit(Table.of(sets, SETS), col("u"), ORDER, SIMILARITIES, Comparison::new);
    }

    /** A document's set, for each u that wants it. */
    private static List<Row> sets(Judged document, List<Row> letters, int shingleWords) {
        List<Row> sets = new ArrayList<>(letters.size());
        byte[] set = letters.isEmpty() ? null : bytes(new Shingles(shingleWords).set(document.text()));
        for (Row letter : letters) {
            long u = letter.getLong(1);
            sets.add(RowFactory.create(u, u != document.row(), document.row(), set));
        }
        return sets;
    }

    private static byte[] bytes(int[] set) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(set.length, Integer.BYTES));
        bytes.asIntBuffer().put(set);
        return bytes.array();
    }

    private static int[] set(byte[] bytes) {
        int[] set = new int[bytes.length / Integer.BYTES];
        ByteBuffer.wrap(bytes).asIntBuffer().get(set);
        return set;
    }

    /** Shared members over all members, of two sorted sets. */
    static double jaccard(int[] one, int[] other) {
        int shared = 0;
        int left = 0;
        int right = 0;
        while (left < one.length && right < other.length) {
            int difference = Integer.compare(one[left], other[right]);
            shared += difference == 0 ? 1 : 0;
            left += difference <= 0 ? 1 : 0;
            right += difference >= 0 ? 1 : 0;
        }
        long all = (long) one.length + other.length - shared;
        return all == 0 ? 0 : (double) shared / all;
    }

    /** Sees a document's own set, then those to compare it with. */
    private static final class Comparison implements Visitor {
        private int[] own = {};

        @Override
        public void visit(Row row, Consumer<Row> out) {
            int[] set = set(row.getAs(3));
            if (row.getBoolean(1)) {
                out.accept(RowFactory.create(row.getLong(0), row.getLong(2), jaccard(own, set)));
            } else {
                own = set;
            }
        }
    }
}
