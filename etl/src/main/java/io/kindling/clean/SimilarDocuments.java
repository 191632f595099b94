package io.kindling.clean;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.kindling.clean.SortedRows.Visitor;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * What {@link NearDuplicates} finds: the story is {@link #find}.
 *
 * @param config what was looked for
 * @param duplicates which rows go, the id that is kept instead and the highest similarity that each was found to have
 * @param comparisons what was compared, for the report
 */
record SimilarDocuments(NearDuplicates config, Dataset<Row> duplicates, Comparisons comparisons) {
    private static final int BINS = 20;
    private static final StructType MEMBERS = Table.schema(
            "component",
            LongType,
            "bytes",
            IntegerType,
            "id",
            StringType,
            "source",
            StringType,
            Home.ROW,
            LongType,
            "similarity",
            DoubleType);
    private static final Column[] BEST_FIRST = {
        col("component"), col("bytes").desc(), col("id"), col("source"), col(Home.ROW)
    };
    private static final StructType DUPLICATES =
            Table.schema(Home.ROW, LongType, "kept", StringType, "similarity", DoubleType);

    static SimilarDocuments find(JavaRDD<Judged> documents, NearDuplicates config) {
        Dataset<Row> candidates = Candidates.of(documents, config).persist(StorageLevel.MEMORY_AND_DISK());
        Dataset<Row> pairs = candidates
                .filter(col("u").notEqual(Candidates.NONE))
                .select("u", "v")
                .distinct();
        Dataset<Row> similarities =
                Verification.of(documents, pairs, config.shingleWords()).persist(StorageLevel.MEMORY_AND_DISK());
        Comparisons comparisons = comparisons(candidates, similarities, config);
        candidates.unpersist(false);

        Dataset<Row> edges = similarities.filter(col("similarity").geq(config.similarity()));
        Dataset<Row> members = Components.of(edges).join(highest(edges), Home.ROW);
        JavaRDD<Row> described =
                Home.deliver(documents, members, SimilarDocuments::describe).filter(member -> !member.isNullAt(0));
        Dataset<Row> duplicates = SortedRows.visit(
                Table.of(described, MEMBERS), col("component"), BEST_FIRST, DUPLICATES, AllButTheBest::new);
        return new SimilarDocuments(config, duplicates, comparisons);
    }

    /** Marks the documents that go. */
    JavaRDD<Judged> mark(JavaRDD<Judged> documents) {
        return Home.deliver(documents, duplicates, config::mark);
    }

    /** The highest similarity that each document has with any. */
    private static Dataset<Row> highest(Dataset<Row> edges) {
        return edges.select(col("u").as(Home.ROW), col("similarity"))
                .union(edges.select(col("v").as(Home.ROW), col("similarity")))
                .groupBy(Home.ROW)
                .agg(max("similarity").as("similarity"));
    }

    private static Row describe(Judged document, List<Row> letters) {
        if (letters.isEmpty()) {
            return RowFactory.create((Object) null);
        }
        Row member = letters.get(0);
        return RowFactory.create(
                member.getLong(1),
                document.text().length,
                document.id(),
                document.source(),
                document.row(),
                member.getDouble(2));
    }

    private static Comparisons comparisons(Dataset<Row> candidates, Dataset<Row> similarities, NearDuplicates config) {
        Row capped = candidates
                .filter(col("u").equalTo(Candidates.NONE))
                .agg(count(lit(1)), sum("skipped"))
                .first();
        long[] histogram = new long[BINS];
        similarities
                .groupBy(least(floor(col("similarity").multiply(BINS)), lit((long) BINS - 1))
                        .as("bin"))
                .agg(count(lit(1)))
                .collectAsList()
                .forEach(bin -> histogram[(int) bin.getLong(0)] = bin.getLong(1));
        return Comparisons.of(config, capped.getLong(0), capped.isNullAt(1) ? 0 : capped.getLong(1), histogram);
    }

    /** Sees the members of a component from the best to the worst and hands on all but the first. */
    private static final class AllButTheBest implements Visitor {
        private String kept;
        private long component;

        @Override
        public void visit(Row member, Consumer<Row> out) {
            if (kept == null || member.getLong(0) != component) {
                component = member.getLong(0);
                kept = member.getString(2);
            } else {
                out.accept(RowFactory.create(member.getLong(4), kept, member.getDouble(5)));
            }
        }
    }
}
