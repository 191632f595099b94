package io.kindling.clean;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.Consumer;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Goes over rows that belong together one after the other: brought to one partition by a key and sorted there. Memory
 * holds what the visitor keeps, never a whole group.
 */
final class SortedRows {
    private SortedRows() {}

    /** Makes visitors, on the machine where they work. */
    @FunctionalInterface
    interface Visitors extends Serializable {
        Visitor begin();
    }

    /** Sees the rows of a partition in their order and hands on others. */
    @FunctionalInterface
    interface Visitor {
        void visit(Row row, Consumer<Row> out);

        /** After the last. */
        default void end(Consumer<Row> out) {}
    }

    /**
     * What visitors hand on.
     *
     * @param key equal for rows that belong together
     * @param order which begins with the key
     */
    static Dataset<Row> visit(Dataset<Row> rows, Column key, Column[] order, StructType schema, Visitors visitors) {
        MapPartitionsFunction<Row, Row> walk = partition -> new Walk(partition, visitors.begin());
        return rows.repartition(key).sortWithinPartitions(order).mapPartitions(walk, Encoders.row(schema));
    }

    private static final class Walk implements Iterator<Row> {
        private final Iterator<Row> rows;
        private final Visitor visitor;
        private final Queue<Row> ready = new ArrayDeque<>();
        private boolean ended;

        Walk(Iterator<Row> rows, Visitor visitor) {
            this.rows = rows;
            this.visitor = visitor;
        }

        @Override
        public boolean hasNext() {
            while (ready.isEmpty() && rows.hasNext()) {
                visitor.visit(rows.next(), ready::add);
            }
            if (ready.isEmpty() && !ended) {
                ended = true;
                visitor.end(ready::add);
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
    }
}
