package io.kindling.shard;

import io.kindling.corpus.Reading;
import io.kindling.corpus.Reading.Malformed;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Comparator;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Where a document comes in its corpus: by file, then by offset, as in a file the shorter id is that of the smaller
 * one. Documents with equal ids are told apart by a hash of what is in them.
 */
record CorpusOrder(String source, String id, String sha256) implements Comparable<CorpusOrder>, Serializable {
    private static final Comparator<CorpusOrder> ORDER = Comparator.comparing(CorpusOrder::source)
            .thenComparing(order -> order.id().length())
            .thenComparing(CorpusOrder::id)
            .thenComparing(CorpusOrder::sha256);

    private static final long NONE = -1;

    /** Numbers documents from 0 on; what is malformed has no number. */
    static JavaPairRDD<Reading, Long> number(JavaRDD<Reading> readings) {
        JavaRDD<Reading> documents = readings.filter(reading -> !(reading instanceof Malformed));
        JavaRDD<Reading> others = readings.filter(reading -> reading instanceof Malformed);
        return documents
                .sortBy(CorpusOrder::of, true, readings.getNumPartitions())
                .zipWithIndex()
                .union(others.mapToPair(record -> new Tuple2<>(record, NONE)));
    }

    private static CorpusOrder of(Reading document) {
        if (document instanceof Reading.Text text) {
            return new CorpusOrder(
                    text.source(), text.id(), new Sha256().update(text.utf8()).hex());
        }
        Reading.Tokens tokens = (Reading.Tokens) document;
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(tokens.ids().length, Integer.BYTES));
        bytes.asIntBuffer().put(tokens.ids());
        return new CorpusOrder(
                tokens.source(), tokens.id(), new Sha256().update(bytes.array()).hex());
    }

    @Override
    public int compareTo(CorpusOrder other) {
        return ORDER.compare(this, other);
    }
}
