package io.kindling.shard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kindling.corpus.Reading.Malformed;
import io.kindling.corpus.Tolerance;
import io.kindling.shard.ShardFolder.Attempt;
import io.kindling.tokenizer.BadDataException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Keeps the books of a run, in a task of its own: adds up what was counted, writes what is malformed to the quarantine,
 * {@code {"path": ..., "offset": ..., "reason": ...}} a line, and stops the run if that is too much. It sees what
 * finished tasks sent, each once, however often they were tried.
 */
final class Accounts {
    static final String QUARANTINE = "quarantine/malformed.jsonl";

    private static final JsonMapper JSON = new JsonMapper();
    private static final int EXAMPLES = 3;

    private final Tolerance tolerance;
    private final Tally sum = new Tally();

    Accounts(Tolerance tolerance) {
        this.tolerance = tolerance;
    }

    /** A line of the quarantine. */
    private record Line(String path, long offset, String reason) {
        static Line of(Malformed record) {
            return new Line(record.source(), record.offset(), record.reason());
        }
    }

    Tally sum() {
        return sum;
    }

    /**
     * Goes through the records of the accounts, sums first, and returns the file that the malformed ones lie in, or
     * none.
     *
     * @throws BadDataException if there are more of them than are tolerated
     */
    List<Attempt> keep(Iterator<ShuffleRecord> records, ShardFolder folder, long task) throws IOException {
        ShuffleRecord record = records.next();
        while (record.isSum()) {
            sum.add(record.tally());
            if (!records.hasNext()) {
                return List.of();
            }
            record = records.next();
        }
        if (tolerance.isExceededBy(sum.malformed(), sum.records())) {
            throw tooMany(record, records);
        }
        Attempt file = folder.attempt(task, QUARANTINE);
        try (OutputStream out = folder.create(file)) {
            write(record, out);
            while (records.hasNext()) {
                write(records.next(), out);
            }
        }
        return List.of(file);
    }

    private static void write(ShuffleRecord record, OutputStream out) throws IOException {
        out.write((JSON.writeValueAsString(Line.of(record.malformed())) + "\n").getBytes(UTF_8));
    }

    private BadDataException tooMany(ShuffleRecord first, Iterator<ShuffleRecord> others) {
        List<String> examples = new ArrayList<>(List.of(first.malformed().message()));
        while (examples.size() < EXAMPLES && others.hasNext()) {
            examples.add(others.next().malformed().message());
        }
        return new BadDataException("%d of %d records are malformed, more than maxBadRecords (%s) allows: %s%s"
                .formatted(
                        sum.malformed(),
                        sum.records(),
                        tolerance,
                        examples.stream().collect(Collectors.joining("; ")),
                        sum.malformed() > EXAMPLES ? "; ..." : ""));
    }
}
