package io.kindling.clean;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;
import static org.apache.spark.sql.types.DataTypes.LongType;

import io.kindling.clean.SortedRows.Visitor;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Connected components by alternating large-star and small-star (Kiveris et al. 2014, "Connected Components in MapReduce
 * and Beyond"): both hang a node's neighbours on the least of them, the larger ones and the smaller ones in turn, until
 * each component is a star around its least node. No node's neighbours are ever in memory together.
 *
 * <pre>
 * 1-2-3-4, large-star:  2:{1,3} hangs 3 on 1,  3:{2,4} hangs 4 on 2,  1:{2} hangs 2 on 1
 *          small-star:  2 on 1, 3 on 1, 4 on 2
 *          large-star:  2:{1,4} hangs 4 on 1; done
 * </pre>
 */
final class Components {
    private static final StructType EDGES = Table.schema("u", LongType, "v", LongType);
    private static final Column[] ORDER = {col("u"), col("v")};

    private Components() {}

    /**
     * The component of each node that has an edge: its least node.
     *
     * @param edges columns u and v, in either order
     */
    static Dataset<Row> of(Dataset<Row> edges) {
        Dataset<Row> current = keep(edges.filter(col("u").notEqual(col("v"))).select("u", "v"));
        Row before = null;
        Row now = summary(current);
        while (!now.equals(before)) {
            Dataset<Row> next = keep(smallStar(largeStar(current)));
            before = now;
            now = summary(next);
            current.unpersist(false);
            current = next;
        }
        Dataset<Row> leaves = current.select(col("u").as(Home.ROW), col("v").as("component"));
        Dataset<Row> centres = current.select(col("v").as(Home.ROW), col("v").as("component"));
        return leaves.union(centres).distinct();
    }

    /** Hangs each node's larger neighbours on the least of its neighbours and itself. */
    private static Dataset<Row> largeStar(Dataset<Row> edges) {
        Dataset<Row> bothWays = edges.union(edges.select(col("v").as("u"), col("u").as("v")));
        return SortedRows.visit(bothWays, col("u"), ORDER, EDGES, () -> new Star(true));
    }

    /** Hangs each node and its smaller neighbours on the least of these. */
    private static Dataset<Row> smallStar(Dataset<Row> edges) {
        return SortedRows.visit(edges, col("u"), ORDER, EDGES, () -> new Star(false))
                .distinct();
    }

    /** Kept, and with a plan that doesn't grow with the rounds. */
    private static Dataset<Row> keep(Dataset<Row> edges) {
        JavaRDD<Row> rows = edges.javaRDD();
        return Table.of(rows, EDGES).persist(StorageLevel.MEMORY_AND_DISK());
    }

    private static Row summary(Dataset<Row> edges) {
        return edges.agg(count(lit(1)), bit_xor(xxhash64(col("u"), col("v")))).first();
    }

    /** Sees the neighbours v of each node u in ascending order; hands on edges from a node to a smaller one. */
    private static final class Star implements Visitor {
        private final boolean large;
        private boolean begun;
        private long node;
        private long least;
        private long last;

        Star(boolean large) {
            this.large = large;
        }

        @Override
        public void visit(Row edge, Consumer<Row> out) {
            long u = edge.getLong(0);
            long v = edge.getLong(1);
            if (!begun || u != node) {
                begun = true;
                node = u;
                least = Math.min(u, v);
                if (!large) {
                    out.accept(RowFactory.create(u, v));
                }
            } else if (v == last) {
                return;
            }
            last = v;
            if (large ? v > u : v != least) {
                out.accept(RowFactory.create(v, least));
            }
        }
    }
}
