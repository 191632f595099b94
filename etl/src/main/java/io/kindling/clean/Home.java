package io.kindling.clean;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.shiftright;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How what was found out about documents elsewhere comes back to them: by their rows, the partition in the upper bits
 * and the place in the lower ones. So the texts never travel: the few numbers about each go to its partition, sorted,
 * and are merged there with the documents as they are read.
 */
final class Home {
    static final String ROW = "row";

    private static final int PLACE_BITS = 38;

    private Home() {}

    /** What is made of a document and of the letters that came for it. */
    @FunctionalInterface
    interface Reader<T> extends Serializable {
        T read(Judged document, List<Row> letters);
    }

    /** The row of a document. */
    static long row(int partition, long place) {
        return ((long) partition << PLACE_BITS) | place;
    }

    /**
     * Delivers letters.
     *
     * @param letters with a column {@code row}, of type long
     * @param order of the letters for one document
     */
    static <T> JavaRDD<T> deliver(JavaRDD<Judged> documents, Dataset<Row> letters, Reader<T> reader, String... order) {
        int partitions = documents.getNumPartitions();
        JavaRDD<Row> sorted = letters.repartitionById(
                        partitions, shiftright(col(ROW), PLACE_BITS).cast("int"))
                .sortWithinPartitions(ROW, order)
                .javaRDD();
        // Spark plans no partitions at all where it finds that there is no letter.
        JavaRDD<Row> arriving = sorted.getNumPartitions() == 0
                ? new JavaSparkContext(documents.context()).parallelize(List.of(), partitions)
                : sorted;
        return documents.zipPartitions(arriving, (here, there) -> new Merge<>(here, there, reader));
    }

    /** The documents of a partition beside their letters, both in the order of rows. */
    private static final class Merge<T> implements Iterator<T> {
        private final Iterator<Judged> documents;
        private final Iterator<Row> letters;
        private final Reader<T> reader;
        private final int rowIndex;
        private Row next;

        Merge(Iterator<Judged> documents, Iterator<Row> letters, Reader<T> reader) {
            this.documents = documents;
            this.letters = letters;
            this.reader = reader;
            next = letters.hasNext() ? letters.next() : null;
            rowIndex = next == null ? 0 : next.fieldIndex(ROW);
        }

        @Override
        public boolean hasNext() {
            return documents.hasNext();
        }

        @Override
        public T next() {
            Judged document = documents.next();
            List<Row> own = List.of();
            while (next != null && next.getLong(rowIndex) == document.row()) {
                own = own.isEmpty() ? new ArrayList<>() : own;
                own.add(next);
                next = letters.hasNext() ? letters.next() : null;
            }
            if (next != null && next.getLong(rowIndex) < document.row()) {
                throw new IllegalStateException("documents came in another order than before (row " + document.row()
                        + "): a corpus to clean must be read the same way each time");
            }
            return reader.read(document, own);
        }
    }
}
