package io.kindling.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.corpus.Corpus;
import io.kindling.corpus.CorpusConfig;
import io.kindling.corpus.Format;
import io.kindling.corpus.LocalSpark;
import io.kindling.tokenizer.BadDataException;
import io.kindling.tokenizer.Characters;
import io.kindling.tokenizer.Tokenizer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of bad input: it is set aside with its place and reason, or stops the run. */
class QuarantineTest {
    private static final Tokenizer TOKENIZER =
            Characters.of("abcdefghijklmnopqrstuvwxyz 0123456789".codePoints().toArray());
    private static final ShardConfig SHARDS = new ShardConfig(0, Split.DOCUMENT, 1, 1 << 27);

    @TempDir
    private Path folder;

    @Test
    void oneBrokenLineInAHundredIsSetAside() throws IOException {
        writeLines(1_000);
        Manifest manifest = write("a.jsonl", null, 0.01);
        assertThat(manifest.documents()).isEqualTo(990);
        assertThat(manifest.stats().malformed()).isEqualTo(10);
        List<String> quarantine = Files.readAllLines(folder.resolve("out/quarantine/malformed.jsonl"));
        assertThat(quarantine).hasSize(10);
        assertThat(quarantine.get(0))
                .startsWith("{\"path\":\"a.jsonl\",\"offset\":1287,\"reason\":\"not JSON (")
                .endsWith("): each line must be one JSON object\"}");
        assertThat(list("out"))
                .containsExactly(
                        "manifest.json",
                        "quarantine",
                        "stats.txt",
                        "tokenizer.json",
                        "train-00000.index",
                        "train-00000.tokens");
    }

    @Test
    void moreThanIsToleratedStopsTheRun() throws IOException {
        writeLines(1_000);
        String examples = "a.jsonl, byte 1287: not JSON \\(.*";
        assertBad(
                "a.jsonl",
                null,
                0.009,
                "10 of 1000 records are malformed, more than maxBadRecords \\(0.009\\) allows: " + examples
                        + "; \\.\\.\\.");
        assertBad(
                "a.jsonl",
                null,
                9,
                "10 of 1000 records are malformed, more than maxBadRecords \\(9\\) allows: .*"
                        + "|more records are malformed than maxBadRecords \\(9\\) allows, the last of them a.jsonl, .*");
        assertBad("a.jsonl", null, 0, examples);
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(write("a.jsonl", null, 10).documents()).isEqualTo(990);
    }

    @Test
    void theQuarantineIsTheSameForAnyPartitions() throws IOException {
        writeLines(3_000);
        write("a.jsonl", null, 0.5);
        byte[] expected = Files.readAllBytes(folder.resolve("out/quarantine/malformed.jsonl"));
        Corpus corpus = Corpus.open(LocalSpark.context(), config("a.jsonl", null, 0.5));
        Corpus cut =
                new Corpus(corpus.spark(), corpus.config(), corpus.readings().repartition(5), corpus.textBytes());
        Sharding.write(cut, TOKENIZER, SHARDS, folder + "/cut");
        assertThat(folder.resolve("cut/quarantine/malformed.jsonl")).hasBinaryContent(expected);
    }

    @Test
    void aLineOf200MegabytesIsSetAsideUnread() throws IOException {
        byte[] chunk = new byte[1 << 20];
        Arrays.fill(chunk, (byte) 'a');
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(folder.resolve("a.txt")))) {
            out.write("one\n".getBytes(UTF_8));
            for (int i = 0; i < 200; i++) {
                out.write(chunk);
            }
            out.write("\ntwo\n".getBytes(UTF_8));
        }
        Manifest manifest = write("a.txt", Format.LINES, 1);
        assertThat(manifest.documents()).isEqualTo(2);
        assertThat(manifest.bytes()).isEqualTo(6);
        assertThat(folder.resolve("out/quarantine/malformed.jsonl")).hasContent("""
                {"path":"a.txt","offset":4,"reason":"a line of more than 33554432 bytes: cut it up, or break it"}""");
        assertBad(
                "a.txt", Format.LINES, 0, "a.txt, byte 4: a line of more than 33554432 bytes: cut it up, or break it");
        assertBad(
                "a.txt",
                Format.TEXT,
                0,
                "a.txt, byte 0: a document of more than 33554432 bytes: cut it up, or set"
                        + " format=lines to make each line a document");
    }

    @Test
    void aTruncatedGzipIsOneMalformedRecordAtItsEnd() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int line = 0; line < 20_000; line++) {
            lines.append(line * 7919L % 20_011).append('\n');
        }
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("a.txt.gz")))) {
            out.write(lines.toString().getBytes(UTF_8));
        }
        byte[] whole = Files.readAllBytes(folder.resolve("a.txt.gz"));
        Files.write(folder.resolve("a.txt.gz"), Arrays.copyOf(whole, whole.length / 2));
        Manifest manifest = write("a.txt.gz", Format.LINES, 1);
        assertThat(manifest.documents()).isBetween(1_000L, 19_000L);
        assertThat(manifest.stats().malformed()).isEqualTo(1);
        assertBad(
                "a.txt.gz",
                Format.LINES,
                0,
                "a.txt.gz, byte \\d+: cannot be read on \\(.*\\): it is damaged or cut short");
    }

    @Test
    void invalidUtf8IsSetAside() throws IOException {
        Files.write(folder.resolve("a.txt"), new byte[] {'a', '\n', 'b', (byte) 0xE9, 'c', '\n', 'd'});
        Manifest manifest = write("a.txt", Format.LINES, 1);
        assertThat(manifest.documents()).isEqualTo(2);
        assertThat(folder.resolve("out/quarantine/malformed.jsonl")).hasContent("""
                {"path":"a.txt","offset":2,"reason":"malformed UTF-8 (0xE9) 1 bytes into the text: convert it to UTF-8"}""");
    }

    @Test
    void toleranceIsANumberOrAShare() {
        for (double wrong : new double[] {-1, 1.5, Double.NaN}) {
            assertThatThrownBy(() -> config("a", null, wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("maxBadRecords (" + wrong + ") must be a whole number of records, or a share of them"
                            + " below 1: 0.01 is one in a hundred");
        }
    }

    @Test
    void statsCountWhatWasWritten() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "one two\n\n three\nfour\n");
        Manifest manifest = write("a.txt", Format.LINES, 0);
        assertThat(manifest.stats())
                .isEqualTo(new Stats(
                        3, 17, 20, 4, 0, 20 / 17.0, 5, List.of(new Stats.Length(4, 7, 2), new Stats.Length(8, 15, 1))));
        assertThat(folder.resolve("out/stats.txt")).hasContent("""
                documents                              3
                bytes                                 17
                tokens                                20
                words                                  4
                malformed records                      0
                tokens per byte                   1.1765
                tokens per word                   5.0000

                tokens in a document           documents
                4 to 7                                 2   66.7 %
                8 to 15                                1   33.3 %
                """);
    }

    /** Every hundredth line is broken. */
    private void writeLines(int count) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int line = 0; line < count; line++) {
            lines.append(line % 100 == 99 ? "{\"text\":" : "{\"text\":\"");
            lines.append(line % 100 == 99 ? "" : line % 10).append(line % 100 == 99 ? "\n" : "\"}\n");
        }
        Files.writeString(folder.resolve("a.jsonl"), lines.toString());
    }

    private Manifest write(String file, Format format, double maxBadRecords) throws IOException {
        Corpus corpus = Corpus.open(LocalSpark.context(), config(file, format, maxBadRecords));
        return Sharding.write(corpus, TOKENIZER, SHARDS, folder + "/out");
    }

    private CorpusConfig config(String file, Format format, double maxBadRecords) {
        return new CorpusConfig(folder + "/" + file, format, "text", "**", maxBadRecords);
    }

    private void assertBad(String file, Format format, double maxBadRecords, String message) {
        Corpus corpus = Corpus.open(LocalSpark.context(), config(file, format, maxBadRecords));
        assertThatThrownBy(() -> Sharding.write(corpus, TOKENIZER, SHARDS, folder + "/bad"))
                .isInstanceOf(BadDataException.class)
                .hasMessageMatching(message);
        assertThat(folder.resolve("bad")).doesNotExist();
    }

    private List<String> list(String name) throws IOException {
        try (java.util.stream.Stream<Path> files = Files.list(folder.resolve(name))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
