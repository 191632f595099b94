package io.kindling.clean;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.corpus.LocalSpark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

class ComponentsTest {
    @Test
    void aChainIsOneComponent() {
        List<long[]> chain = new ArrayList<>();
        for (long node = 0; node < 300; node++) {
            chain.add(node % 2 == 0 ? new long[] {node, node + 1} : new long[] {node + 1, node});
        }
        Collections.shuffle(chain, new Random(1));
        assertThat(components(chain).values()).hasSize(301).containsOnly(0L);
    }

    @Test
    void componentsAreThoseOfUnionFind() {
        Random random = new Random(2);
        List<long[]> edges = new ArrayList<>();
        Map<Long, Long> expected = new HashMap<>();
        for (int edge = 0; edge < 1_500; edge++) {
            long u = random.nextInt(2_000);
            long v = random.nextInt(2_000);
            edges.add(new long[] {u, v});
            edges.add(new long[] {v, u});
            if (u != v) {
                union(expected, u, v);
            }
        }
        expected.replaceAll((node, parent) -> find(expected, node));
        assertThat(components(edges)).isEqualTo(expected);
    }

    private static void union(Map<Long, Long> parents, long u, long v) {
        parents.putIfAbsent(u, u);
        parents.putIfAbsent(v, v);
        long one = find(parents, u);
        long other = find(parents, v);
        parents.put(Math.max(one, other), Math.min(one, other));
    }

    private static long find(Map<Long, Long> parents, long node) {
        long root = node;
        while (parents.get(root) != root) {
            root = parents.get(root);
        }
        return root;
    }

    private static Map<Long, Long> components(List<long[]> edges) {
        List<Row> rows =
                edges.stream().map(edge -> RowFactory.create(edge[0], edge[1])).toList();
        Dataset<Row> table = LocalSpark.session()
                .createDataFrame(rows, Table.schema("u", DataTypes.LongType, "v", DataTypes.LongType));
        Map<Long, Long> components = new HashMap<>();
        for (Row row : Components.of(table).collectAsList()) {
            components.put(row.getLong(0), row.getLong(1));
        }
        return components;
    }
}
