package io.kindling.clean;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;

import io.kindling.clean.Paragraphs.Paragraph;
import io.kindling.clean.SortedRows.Visitor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Of paragraphs with the same bytes, anywhere in the corpus, keeps one; which one is a matter of hashes, and of a
 * document's own paragraphs the first. A document of which nothing is left is dropped.
 *
 * @param minimumBytes of a paragraph that is looked at: short ones repeat in all good texts
 */
public record ParagraphDuplicates(Action action, int minimumBytes) implements Stage {
    private static final StructType HASHES = Table.schema(
            "first", LongType, "second", LongType, "order", LongType, Home.ROW, LongType, "index", IntegerType);
    private static final Column[] ORDER = {col("first"), col("second"), col("order"), col(Home.ROW), col("index")};
    private static final StructType DUPLICATES = Table.schema(Home.ROW, LongType, "index", IntegerType);

    /** Throws an IllegalArgumentException if a threshold can't be. */
    public ParagraphDuplicates {
        Range.atLeast("minimumBytes", minimumBytes, 1);
    }

    @Override
    public String name() {
        return "paragraphDuplicates";
    }

    @Override
    public JavaRDD<Judged> apply(JavaRDD<Judged> documents) {
        JavaRDD<Row> hashes = documents.filter(Judged::kept).flatMap(this::hashes);
        Dataset<Row> duplicates =
                SortedRows.visit(Table.of(hashes, HASHES), col("first"), ORDER, DUPLICATES, Repeated::new);
        return Home.deliver(documents, duplicates, this::cut);
    }

    private Iterator<Row> hashes(Judged document) {
        List<Row> rows = new ArrayList<>();
        List<Paragraph> paragraphs = Paragraphs.of(document.text());
        for (int index = 0; index < paragraphs.size(); index++) {
            Paragraph paragraph = paragraphs.get(index);
            if (paragraph.bytes() >= minimumBytes) {
                ContentHash hash = ContentHash.of(document.text(), paragraph.from(), paragraph.to());
                rows.add(RowFactory.create(hash.first(), hash.second(), document.order(), document.row(), index));
            }
        }
        return rows.iterator();
    }

    private Judged cut(Judged document, List<Row> letters) {
        if (letters.isEmpty()) {
            return document;
        }
        Set<Integer> dropped = letters.stream().map(letter -> letter.getInt(1)).collect(Collectors.toSet());
        byte[] rest = Paragraphs.without(document.text(), dropped);
        return rest.length == 0
                ? document.found(action, name(), "nothingLeft", dropped.size(), 0, "")
                : document.edited(action, name(), "paragraphs", dropped.size(), rest);
    }

    /** Hands on all but the first of each hash. */
    private static final class Repeated implements Visitor {
        private boolean begun;
        private long first;
        private long second;

        @Override
        public void visit(Row row, Consumer<Row> out) {
            if (begun && row.getLong(0) == first && row.getLong(1) == second) {
                out.accept(RowFactory.create(row.getLong(3), row.getInt(4)));
            }
            begun = true;
            first = row.getLong(0);
            second = row.getLong(1);
        }
    }
}
