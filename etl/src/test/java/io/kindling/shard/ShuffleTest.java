package io.kindling.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.corpus.LocalSpark;
import io.kindling.corpus.Reading.Malformed;
import io.kindling.tokenizer.BadDataException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.junit.jupiter.api.Test;

class ShuffleTest {
    @Test
    void aShardIsTheSameInSlicesAndAsAWhole() {
        List<List<String>> whole = sorted(new ShardPlan(3, 2, 1));
        List<List<String>> sliced = sorted(new ShardPlan(3, 2, 4));
        assertThat(whole)
                .hasSize(6)
                .allSatisfy(records -> assertThat(records).isSorted().hasSizeGreaterThan(50));
        assertThat(sliced).isEqualTo(whole);
    }

    @Test
    void aSliceThatMemoryMayNotHoldIsRefused() {
        List<ShuffleRecord> records = records(new ShardPlan(1, 1, 16), 0);
        long bytes = records.stream().mapToLong(record -> record.bytes().length).sum();
        List<ShuffleRecord> sorted = new ArrayList<>();
        Shuffle.sort(records.iterator(), bytes).forEachRemaining(sorted::add);
        assertThat(sorted).isSorted().hasSameSizeAs(records);
        assertThatThrownBy(() -> Shuffle.sort(records.iterator(), bytes - 1))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "documents with equal ids, or nearly all of them, are more than " + (bytes - 1)
                                + " bytes: give each an id of its own, or none, or set shardBytes=1073741824, which sorts on disk");
    }

    /** What each task gets, but for the partitions that it came through. */
    private static List<List<String>> sorted(ShardPlan plan) {
        JavaRDD<ShuffleRecord> records = LocalSpark.context()
                .parallelize(List.of(0, 1, 2), 3)
                .flatMap(part -> records(plan, part).iterator());
        return Shuffle.sorted(records, plan)
                .map(record -> HexFormat.of().formatHex(record.bytes()).substring(2 * Integer.BYTES))
                .glom()
                .collect();
    }

    private static List<ShuffleRecord> records(ShardPlan plan, int part) {
        Placement placement = new Placement.ByHash(plan, 0.4, 5);
        List<ShuffleRecord> records = new ArrayList<>();
        for (int document = 0; document < 200; document++) {
            String id = part + "/" + document;
            placement
                    .pieces(id, 0, id.getBytes(UTF_8))
                    .forEach(piece -> records.add(ShuffleRecord.document(piece, id, id.length(), Short.BYTES)));
            records.add(ShuffleRecord.malformed(new Malformed("a.jsonl", 7 * document + part, "not JSON")));
        }
        for (int shard = 0; shard < plan.shards(); shard++) {
            records.add(ShuffleRecord.sum(plan.firstSlice(shard), part, part));
        }
        return records;
    }
}
