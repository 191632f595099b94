package io.kindling.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tensorflow.hadoop.util.TFRecordReader;

/**
 * Event files are read back by TensorFlow's own reader, which holds every record to its checksums, and their messages by
 * Google's protocol buffers; the numbers of fields are those of TensorFlow's event.proto, summary.proto and tensor.proto.
 */
class EventFileTest {
    static Metrics metrics(long round, Double validationLoss, String sample) {
        return new Metrics(
                round,
                10 * round,
                1280 * round,
                3.5 - 0.1 * round,
                validationLoss,
                1e-3,
                0.75,
                12345,
                1 << 20,
                0.125,
                0.0625,
                List.of(3.25, 3.75),
                0.5,
                "00000000000000ab",
                sample,
                1.5 * round,
                1.7e9 + round);
    }

    private static List<UnknownFieldSet> read(byte[] file) throws IOException {
        TFRecordReader reader = new TFRecordReader(new ByteArrayInputStream(file), true);
        List<UnknownFieldSet> events = new ArrayList<>();
        for (byte[] record = reader.read(); record != null; record = reader.read()) {
            events.add(UnknownFieldSet.parseFrom(record));
        }
        return events;
    }

    private static UnknownFieldSet message(UnknownFieldSet outer, int field) throws IOException {
        return UnknownFieldSet.parseFrom(
                outer.getField(field).getLengthDelimitedList().get(0));
    }

    private static String text(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().get(0).toStringUtf8();
    }

    private static float number(UnknownFieldSet value) {
        return Float.intBitsToFloat(value.getField(2).getFixed32List().get(0));
    }

    /** An event's values by their tags. */
    private static Map<String, UnknownFieldSet> values(UnknownFieldSet event) throws IOException {
        Map<String, UnknownFieldSet> values = new TreeMap<>();
        for (var value : message(event, 5).getField(1).getLengthDelimitedList()) {
            UnknownFieldSet fields = UnknownFieldSet.parseFrom(value);
            values.put(text(fields, 1), fields);
        }
        return values;
    }

    @Test
    void anIndependentReaderFindsEveryRoundWithItsChecksums() throws IOException {
        List<UnknownFieldSet> events =
                read(EventFile.of(List.of(metrics(1, null, null), metrics(2, 3.125, "Once, süß"))));
        assertThat(events).hasSize(3);
        assertThat(text(events.get(0), 3)).isEqualTo("brain.Event:2");
        assertThat(events.get(2).getField(2).getVarintList()).containsExactly(20L);
        assertThat(Double.longBitsToDouble(
                        events.get(2).getField(1).getFixed64List().get(0)))
                .isEqualTo(1.7e9 + 2);
        assertThat(values(events.get(1)))
                .containsOnlyKeys(
                        "exchange/bytes_per_replica",
                        "exchange/replica_spread",
                        "exchange/synchronisation",
                        "exchange/waiting",
                        "loss/train",
                        "speed/tokens_per_second",
                        "step/gradient_norm",
                        "step/learning_rate");
        Map<String, UnknownFieldSet> values = values(events.get(2));
        assertThat(number(values.get("loss/train"))).isEqualTo(3.3f);
        assertThat(number(values.get("loss/validation"))).isEqualTo(3.125f);
        assertThat(number(values.get("exchange/bytes_per_replica"))).isEqualTo(1 << 20);
        UnknownFieldSet sample = values.get("sample");
        assertThat(text(message(sample, 8), 8)).isEqualTo("Once, süß");
        assertThat(text(message(message(sample, 9), 1), 1)).isEqualTo("text");
    }

    /** So that a reader who is half-way through the file finds its place when the next round is there. */
    @Test
    void moreRoundsOnlyAddToTheFile() {
        byte[] one = EventFile.of(List.of(metrics(1, null, null)));
        byte[] two = EventFile.of(List.of(metrics(1, null, null), metrics(2, 3.0, null)));
        assertThat(Arrays.copyOf(two, one.length)).isEqualTo(one);
    }

    @Test
    void aBitThatChangedIsFound() {
        byte[] file = EventFile.of(List.of(metrics(1, null, null)));
        file[file.length - 7] ^= 1;
        assertThatThrownBy(() -> read(file)).isInstanceOf(IOException.class);
    }
}
