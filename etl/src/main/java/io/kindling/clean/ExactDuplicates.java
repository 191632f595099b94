package io.kindling.clean;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.kindling.clean.SortedRows.Visitor;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Of documents with the same text, keeps the one with the smallest id, and of equal ids the smallest source. */
public record ExactDuplicates(Action action) implements Stage {
    private static final StructType HASHES = Table.schema(
            "first", LongType, "second", LongType, "id", StringType, "source", StringType, Home.ROW, LongType);
    private static final Column[] ORDER = {col("first"), col("second"), col("id"), col("source"), col(Home.ROW)};
    private static final StructType DUPLICATES = Table.schema(Home.ROW, LongType, "kept", StringType);

    @Override
    public String name() {
        return "exactDuplicates";
    }

    @Override
    public JavaRDD<Judged> apply(JavaRDD<Judged> documents) {
        JavaRDD<Row> hashes = documents.filter(Judged::kept).map(document -> {
            byte[] text = document.text();
            ContentHash hash = ContentHash.of(text, 0, text.length);
            return RowFactory.create(hash.first(), hash.second(), document.id(), document.source(), document.row());
        });
        Dataset<Row> duplicates =
                SortedRows.visit(Table.of(hashes, HASHES), col("first"), ORDER, DUPLICATES, Repeated::new);
        return Home.deliver(
                documents,
                duplicates,
                (document, letters) -> letters.isEmpty()
                        ? document
                        : document.found(
                                action, name(), "sameText", 1, 0, letters.get(0).getString(1)));
    }

    /** Hands on all but the first of each hash, each with the id of the first. */
    private static final class Repeated implements Visitor {
        private long first;
        private long second;
        private String kept;

        @Override
        public void visit(Row row, Consumer<Row> out) {
            if (kept != null && row.getLong(0) == first && row.getLong(1) == second) {
                out.accept(RowFactory.create(row.getLong(4), kept));
            } else {
                first = row.getLong(0);
                second = row.getLong(1);
                kept = row.getString(2);
            }
        }
    }
}
