package io.kindling.tokenizer;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Encoding with GPT-2's vocabulary beside jtokkit, on documents of about 8 kB of a text of one's own; its ids must
 * be jtokkit's on all of it before anything is timed. The counter {@code bytes} is the speed in bytes a second.
 *
 * <p>Run it with {@code java -cp CLASSPATH org.openjdk.jmh.Main EncoderBenchmark -p text=FILE}, where the class path is
 * {@code etl/target/test-classes}, {@code etl/target/classes} and what {@code ./mvnw -pl etl dependency:build-classpath}
 * prints.
 *
 * <p>Two cores of an AMD EPYC, Java 17.0.15, 2026-11-28, 78 MB of dictionaries, five iterations of three seconds. Zen 5
 * with 32 MB of last-level cache: one thread 178 MB/s, two threads 351, jtokkit 20.0. Zen 3 with 2 MB of it: 66, 144, 7.0.
 * Since pieces are looked up in short loops it is 1.2 times as fast, both in turns: Zen 3 with 32 MB of it 113, 202, 10.8,
 * an Emerald Rapids Xeon 149, 301, 15.3 (2026-11-30).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgs = "-Xmx3g")
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class EncoderBenchmark {
    private static final int DOCUMENT_BYTES = 8192;

    @Param("README.md")
    String text;

    private final List<byte[]> documents = new ArrayList<>();
    private final List<String> strings = new ArrayList<>();
    private Encoding jtokkit;

    /** Where a thread is in the text. */
    @State(Scope.Thread)
    public static class Cursor {
        int document;
    }

    /** How much a thread has encoded. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Encoded {
        public long bytes;
    }

    @Setup
    public void cut() throws IOException {
        byte[] all = Files.readAllBytes(Path.of(text));
        for (int from = 0; from < all.length; ) {
            int to = Math.min(all.length, from + DOCUMENT_BYTES);
            while (to < all.length && all[to - 1] != '\n') {
                to++;
            }
            strings.add(new String(all, from, to - from, StandardCharsets.UTF_8));
            documents.add(strings.get(strings.size() - 1).getBytes(StandardCharsets.UTF_8));
            from = to;
        }
        jtokkit = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.R50K_BASE);
        for (int i = 0; i < documents.size(); i++) {
            int[] ids = Gpt2.BPE.encode(documents.get(i), 0, documents.get(i).length);
            if (!Arrays.equals(ids, jtokkit.encodeOrdinary(strings.get(i)).toArray())) {
                throw new IllegalStateException("ids differ in: " + strings.get(i));
            }
        }
    }

    @Benchmark
    public int[] kindling(Cursor cursor, Encoded encoded) {
        byte[] document = documents.get(next(cursor));
        encoded.bytes += document.length;
        return Gpt2.BPE.encode(document, 0, document.length);
    }

    @Benchmark
    @Threads(2)
    public int[] kindlingOnTwoThreads(Cursor cursor, Encoded encoded) {
        return kindling(cursor, encoded);
    }

    @Benchmark
    public IntArrayList jtokkit(Cursor cursor, Encoded encoded) {
        int document = next(cursor);
        encoded.bytes += documents.get(document).length;
        return jtokkit.encodeOrdinary(strings.get(document));
    }

    private int next(Cursor cursor) {
        cursor.document = (cursor.document + 1) % documents.size();
        return cursor.document;
    }
}
