package io.kindling.corpus;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.tokenizer.BadDataException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {
    @TempDir
    private Path folder;

    @Test
    void aTextFileIsADocumentNamedByItsPathInTheFolder() throws IOException {
        write("a.txt", "First.\nStill first.\n");
        write("plays/b.text", "Sécond");
        write("empty.txt", "");
        write("_SUCCESS", "left out");
        write(".hidden/c.txt", "left out");
        assertThat(read(folder.toString()))
                .containsExactly("a.txt | a.txt | First.\nStill first.\n", "plays/b.text | plays/b.text | Sécond");
    }

    @Test
    void aFileOfItsOwnIsNamedByItsName() throws IOException {
        write("a b [1].txt", "x");
        assertThat(read(folder.resolve("a b [1].txt").toString())).containsExactly("a b [1].txt | a b [1].txt | x");
    }

    @Test
    void aGlobNamesFilesFromItsFirstWildcardOn() throws IOException {
        write("2024/a.txt", "x");
        write("2025/b.txt", "y");
        write("2025/b.md", "z");
        assertThat(read(folder + "/20*/*.txt"))
                .containsExactly("2024/a.txt | 2024/a.txt | x", "2025/b.txt | 2025/b.txt | y");
    }

    @Test
    void compressedTextIsReadAsText() throws IOException {
        gzip("a.txt.gz", "zipped");
        gzip("b.jsonl.gz", "{\"text\":\"one\"}\n{\"text\":\"two\"}\n");
        assertThat(read(folder + "/*.txt.gz")).containsExactly("a.txt.gz | a.txt.gz | zipped");
        assertThat(read(folder + "/*.jsonl.gz"))
                .containsExactly("b.jsonl.gz:0 | b.jsonl.gz | one", "b.jsonl.gz:15 | b.jsonl.gz | two");
    }

    @Test
    void aByteOrderMarkIsNoText() throws IOException {
        write("a.txt", "\uFEFFabc");
        assertThat(read(folder.toString())).containsExactly("a.txt | a.txt | abc");
        assertThat(read(folder.toString(), Format.LINES)).containsExactly("a.txt:0 | a.txt | abc");
    }

    @Test
    void aLineIsADocumentNamedByItsFirstByte() throws IOException {
        write("a.txt", "äh\n\nzwei\r\ndrei");
        assertThat(read(folder.toString(), Format.LINES))
                .containsExactly("a.txt:11 | a.txt | drei", "a.txt:5 | a.txt | zwei", "a.txt:0 | a.txt | äh");
    }

    @Test
    void jsonLinesKeepTheirOwnIdOrGetTheirOffset() throws IOException {
        write("a.jsonl", """
                {"id":"x7","text":"one \\u00e9 \\ud83d\\ude00","meta":{"text":"no","id":3}}

                {"text":"two"}
                {"text":"","id":9}
                {"text":"three","id":10}
                """);
        assertThat(read(folder.toString()))
                .containsExactly("x7 | a.jsonl | one é 😀", "10 | a.jsonl | three", "a.jsonl:74 | a.jsonl | two");
    }

    @Test
    void anotherFieldCanHoldTheText() throws IOException {
        write("a.ndjson", "{\"body\":\"b\",\"text\":\"t\"}");
        assertThat(collect(new CorpusConfig(folder.toString(), null, "body")))
                .containsExactly("a.ndjson:0 | a.ndjson | b");
    }

    @Test
    void aFieldWithinAnObjectCanHoldTheText() throws IOException {
        write("a.jsonl", "{\"meta\":{\"x\":1,\"body\":\"b\"},\"text\":\"t\"}\n{\"meta.body\":\"flat\"}");
        assertThat(collect(new CorpusConfig(folder.toString(), null, "meta.body")))
                .containsExactly("a.jsonl:0 | a.jsonl | b", "a.jsonl:39 | a.jsonl | flat");
    }

    @Test
    void parquetRowsAreNamedByTheirText() {
        LocalSpark.session()
                .createDataset(List.of("one", "two", "one", ""), Encoders.STRING())
                .toDF("text")
                .coalesce(1)
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(folder.resolve("rows.parquet").toString());
        List<String> documents = read(folder.toString()).stream()
                .map(document -> document.replaceAll("[|] rows.parquet/part-[^|]*[.]parquet [|]", "| part |"))
                .toList();
        assertThat(documents)
                .containsExactly(
                        "7692c3ad3540bb803c020b3aee66cd88 | part | one",
                        "7692c3ad3540bb803c020b3aee66cd88 | part | one",
                        "3fc4ccfe745870e2c0d99f71f30ff065 | part | two");
    }

    @Test
    void storiesAreACorpus() {
        assertThat(read("stories:3:5"))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 3)
                        .mapToObj(index -> "stories:5/" + index + " | stories:5 | " + new StoryCorpus(5).story(index))
                        .toList());
    }

    @Test
    void idsDoNotDependOnPartitions() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int line = 0; line < 60_000; line++) {
            lines.append("{\"text\":\"line ").append(line).append(" of many, long enough to cut the file\"}\n");
        }
        write("a.jsonl", lines.toString());
        Corpus corpus = Corpus.open(LocalSpark.context(), CorpusConfig.of(folder.toString()));
        assertThat(corpus.readings().getNumPartitions()).isGreaterThan(1);
        assertThat(corpus.documents().filter("id = 'a.jsonl:0'").count()).isEqualTo(1);
        assertThat(corpus.documents().select("id").distinct().count()).isEqualTo(60_000);
        for (Document document : corpus.documents().filter("id like '%77'").collectAsList()) {
            int offset = Integer.parseInt(document.getId().substring("a.jsonl:".length()));
            assertThat(lines.substring(offset)).startsWith("{\"text\":\"" + document.getText());
        }
    }

    @Test
    void theSizeIsKnownBeforeReading() throws IOException {
        write("a.txt", "12345");
        gzip("b.txt.gz", "12345");
        long zipped = Files.size(folder.resolve("b.txt.gz"));
        Corpus corpus = Corpus.open(LocalSpark.context(), CorpusConfig.of(folder.toString()));
        assertThat(corpus.textBytes()).isEqualTo(5 + 3 * zipped);
    }

    @Test
    void aMissingInputIsNamed() {
        assertThatThrownBy(() -> read(folder + "/nothing.txt"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input (" + folder + "/nothing.txt) does not exist: give a file, a folder or a glob, or"
                        + " stories:N for the built-in stories");
        assertThatThrownBy(() -> read(folder + "/*.txt"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input (" + folder + "/*.txt) matches no file: check the pattern");
        assertThatThrownBy(() -> read(folder.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input (" + folder + ") holds no file: put text there, or name another input (names that"
                        + " begin with . or _ are left out)");
    }

    @Test
    void whatCanNotBeAPathIsNamed() {
        assertThatThrownBy(() -> read("storys:100"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "input (storys:100) is no path: give a file, a folder or a glob, or stories:N for the built-in"
                                + " stories");
    }

    @Test
    void anEmptyInputIsNamed() throws IOException {
        write("a.txt", "");
        assertThatThrownBy(() -> read(folder.toString()))
                .isInstanceOf(BadDataException.class)
                .hasMessage("input (" + folder
                        + ") is empty: 1 file(s) of 0 bytes; a corpus needs at least one document" + " with text");
    }

    @Test
    void mixedFormatsAreNamed() throws IOException {
        write("a.jsonl", "{}");
        write("notes.txt", "x");
        assertThatThrownBy(() -> read(folder.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "input (" + folder + ") mixes formats: a.jsonl is jsonl and notes.txt is text: name one kind"
                                + " with a glob, or set format");
    }

    @Test
    void whateverStandsBehindATextIsRead() throws IOException {
        write("a.jsonl", """
                {"a":{"body":"no","b":{"body":"deep","n":[1,{"body":"no"}]},"c":-1.5e3},"id":"x","d":"\\n"}
                {"a":{"b":{"body":"first"},"b":{"body":"no"}},"a":{"b":7},"a.b.body":"flat","ID":8}
                { "a.b" : { "body" : "blanks" } , "n" : null }
                """);
        CorpusConfig config = new CorpusConfig(folder.toString(), null, "a.b.body");
        assertThat(collect(config))
                .containsExactly("a.jsonl:175 | a.jsonl | blanks", "x | a.jsonl | deep", "8 | a.jsonl | flat");
    }

    @Test
    void badLinesAreNamedByFileAndByte() throws IOException {
        String first = "{\"text\":\"ok\"}\n";
        assertBadLine(first + "{\"text\":", "a.jsonl, byte 14: not JSON (");
        assertBadLine(first + "{\"text\":\"a\\q\"}", "a.jsonl, byte 14: not JSON (Unrecognized character escape");
        assertBadLine(first + "{\"text\":\"a\\u12g4\"}", "a.jsonl, byte 14: not JSON (");
        assertBadLine(first + "{\"text\":\"a\tb\"}", "a.jsonl, byte 14: not JSON (Illegal unquoted character");
        assertBadLine(first + "{\"text\":\"a", "a.jsonl, byte 14: not JSON (Unexpected end-of-input");
        assertBadLine(first + "{\"text\":\"a\"", "a.jsonl, byte 14: not JSON (Unexpected end-of-input");
        assertBadLine(first + "{\"text\":\"a\",\"n\":1", "a.jsonl, byte 14: not JSON (Unexpected end-of-input");
        assertBadLine(first + "{\"text\":\"a\",\"n\":}", "a.jsonl, byte 14: not JSON (Unexpected character ('}'");
        assertBadLine(
                first + "[1]",
                "a.jsonl, byte 14: START_ARRAY where an object is due: each line must be one JSON" + " object");
        assertBadLine(
                first + "{\"text\":\"a\"} {}",
                "a.jsonl, byte 14: more than one value: each line must be one JSON" + " object");
        assertBadLine(
                first + "{\"text\":\"a\"} x",
                "a.jsonl, byte 14: more than one value: each line must be one JSON object");
        assertBadLine(
                first + "{\"title\":\"t\",\"body\":{}}",
                "a.jsonl, byte 14: no field \"text\" among [title, body]:"
                        + " set field to the one that holds the text");
        assertBadLine(
                first + "{\"text\":\"a\",\"n\":1,\"text\":\"b\"}",
                "a.jsonl, byte 14: field \"text\" comes twice: keep one");
        assertBadLine(
                first + "{\"text\":7}", "a.jsonl, byte 14: field \"text\" is VALUE_NUMBER_INT: it must be a string");
        assertBadLine(
                first + "{\"text\":\"\\ud83d.\"}",
                "a.jsonl, byte 14: field \"text\" has half a surrogate pair" + " (\\ud83d): write both halves");
    }

    @Test
    void jsonInUtf16IsRefused() throws IOException {
        Files.write(folder.resolve("a.jsonl"), "{\"text\":\"ok\"}".getBytes(UTF_16LE));
        assertThatThrownBy(() -> read(folder.toString()))
                .isInstanceOf(BadDataException.class)
                .hasMessage("a.jsonl, byte 0: not JSON in UTF-8: convert it");
    }

    @Test
    void textThatIsNotUtf8IsNamedByFileAndByte() throws IOException {
        Files.write(folder.resolve("a.txt"), new byte[] {'a', '\n', 'b', (byte) 0xE9, 'c'});
        assertThatThrownBy(() -> read(folder.toString()))
                .isInstanceOf(BadDataException.class)
                .hasMessage("a.txt, byte 0: malformed UTF-8 (0xE9) 3 bytes into the text: convert it to UTF-8");
        assertThatThrownBy(() -> read(folder.toString(), Format.LINES))
                .isInstanceOf(BadDataException.class)
                .hasMessage("a.txt, byte 2: malformed UTF-8 (0xE9) 1 bytes into the text: convert it to UTF-8");
    }

    @Test
    void aTruncatedGzipIsNamed() throws IOException {
        for (String name : List.of("a.txt.gz", "b.jsonl.gz")) {
            gzip(name, "{\"text\":\"" + "abcdefgh ".repeat(1000) + "\"}");
            byte[] whole = Files.readAllBytes(folder.resolve(name));
            Files.write(folder.resolve(name), Arrays.copyOf(whole, whole.length / 2));
            assertThatThrownBy(() -> read(folder.resolve(name).toString()))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageMatching(name
                            + ", byte [0-9]+: cannot be read on \\(its end is missing\\): it is damaged or cut short");
        }
    }

    @Test
    void aMissingColumnIsNamed() {
        String rows = folder.resolve("rows.parquet").toString();
        LocalSpark.session().range(3).toDF("number").write().parquet(rows);
        assertThatThrownBy(() -> read(rows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("field (text) is no column of input (" + rows + "): set it to one of [number]");
        assertThatThrownBy(() -> collect(new CorpusConfig(rows, null, "number")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("field (number) is a column of type bigint: text must be a string");
    }

    @Test
    void configurationIsCheckedWhenMade() {
        assertThatThrownBy(() -> CorpusConfig.of(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input is missing: give a file, a folder, a glob or stories:N");
        assertThatThrownBy(() -> new CorpusConfig("a", null, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("field is missing: name the field or column that holds the text");
        assertThatThrownBy(() -> read("stories:0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input (stories:0) must be stories:N or stories:N:SEED with N of at least 1, such as"
                        + " stories:10000");
    }

    private void assertBadLine(String lines, String message) throws IOException {
        write("a.jsonl", lines);
        assertThatThrownBy(() -> read(folder.toString()))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith(message);
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }

    private void gzip(String name, String text) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            out.write(text.getBytes(UTF_8));
        }
    }

    private static List<String> read(String input) {
        return collect(CorpusConfig.of(input));
    }

    private static List<String> read(String input, Format format) {
        return collect(new CorpusConfig(input, format, "text"));
    }

    /** "id | source | text" of each document, by text. */
    private static List<String> collect(CorpusConfig config) {
        Corpus corpus = Corpus.open(LocalSpark.context(), config);
        return SparkAction.run(() -> corpus.documents().collectAsList()).stream()
                .sorted(Comparator.comparing(Document::getText))
                .map(document -> document.getId() + " | " + document.getSource() + " | " + document.getText())
                .toList();
    }
}
