package io.kindling.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import io.kindling.corpus.Reading.Malformed;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compressed files and archives, whole and damaged. */
class PackedFilesTest {
    @TempDir
    private Path folder;

    /** Wraps the stream of a file. */
    private interface Packing {
        OutputStream around(OutputStream out) throws IOException;
    }

    @Test
    void everyCompressionIsReadAsText() throws IOException {
        String lines = "{\"text\":\"one\"}\n{\"text\":\"two\"}\n";
        pack("a.jsonl.gz", GZIPOutputStream::new, lines);
        pack("b.jsonl.bz2", BZip2CompressorOutputStream::new, lines);
        pack("c.jsonl.zst", ZstdOutputStream::new, lines);
        assertThat(read("**"))
                .containsExactly(
                        "a.jsonl.gz:0 | one",
                        "a.jsonl.gz:15 | two",
                        "b.jsonl.bz2:0 | one",
                        "b.jsonl.bz2:15 | two",
                        "c.jsonl.zst:0 | one",
                        "c.jsonl.zst:15 | two");
    }

    @Test
    void packedStreamsOneAfterTheOtherAreOneText() throws IOException {
        List<Packing> packings =
                List.of(GZIPOutputStream::new, BZip2CompressorOutputStream::new, ZstdOutputStream::new);
        List<String> names = List.of("a.txt.gz", "b.txt.bz2", "c.txt.zst");
        for (int i = 0; i < names.size(); i++) {
            pack(names.get(i), packings.get(i), "first, ");
            byte[] first = Files.readAllBytes(folder.resolve(names.get(i)));
            pack(names.get(i), packings.get(i), "second");
            byte[] second = Files.readAllBytes(folder.resolve(names.get(i)));
            byte[] both = Arrays.copyOf(first, first.length + second.length);
            System.arraycopy(second, 0, both, first.length, second.length);
            Files.write(folder.resolve(names.get(i)), both);
        }
        assertThat(read("**"))
                .containsExactly("a.txt.gz | first, second", "b.txt.bz2 | first, second", "c.txt.zst | first, second");
    }

    @Test
    void whatComesBeforeTheEndOfATruncatedFileIsRead() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int line = 0; line < 50_000; line++) {
            lines.append(line * 7919L % 50_021).append(" is a number\n");
        }
        for (String name : List.of("a.txt.gz", "b.txt.zst")) {
            pack(name, name.endsWith("gz") ? GZIPOutputStream::new : ZstdOutputStream::new, lines.toString());
            byte[] whole = Files.readAllBytes(folder.resolve(name));
            Files.write(folder.resolve(name), Arrays.copyOf(whole, whole.length / 2));
            List<Reading> readings = readings(new CorpusConfig(folder + "/" + name, Format.LINES, "text"));
            assertThat(readings.size()).isGreaterThan(1);
            Malformed last = (Malformed) readings.get(readings.size() - 1);
            assertThat(last.message())
                    .matches(name + ", byte " + last.offset()
                            + ": cannot be read on \\(.*\\): it is damaged or cut short");
            assertThat(last.offset()).isBetween(1L, (long) lines.length());
            for (int line = 0; line < readings.size() - 1; line++) {
                assertThat(readings.get(line)).isInstanceOf(Reading.Text.class);
            }
        }
    }

    @Test
    void eachEntryOfAnArchiveIsADocument() throws IOException {
        zip("a.zip", "plays/hamlet.txt", "To be");
        zip("b.jar", "io/Main.java", "class Main {}");
        tar("c.tar.gz", GZIPOutputStream::new);
        tar("d.tgz", GZIPOutputStream::new);
        tar("e.tar.zst", ZstdOutputStream::new);
        tar("f.tar", out -> out);
        assertThat(read("**"))
                .containsExactly(
                        "a.zip!/plays/hamlet.txt | To be",
                        "b.jar!/io/Main.java | class Main {}",
                        "c.tar.gz!/x/lear.txt | Nothing",
                        "d.tgz!/x/lear.txt | Nothing",
                        "e.tar.zst!/x/lear.txt | Nothing",
                        "f.tar!/x/lear.txt | Nothing");
        assertThat(read("**.java")).containsExactly("b.jar!/io/Main.java | class Main {}");
    }

    @Test
    void aDamagedArchiveIsReadAsFarAsItGoes() throws IOException {
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(folder.resolve("a.zip"))) {
            put(zip, "1.txt", "one".getBytes(UTF_8));
            put(zip, "2.txt", new byte[] {'t', (byte) 0xFF});
            put(zip, "3.txt", "three".getBytes(UTF_8));
        }
        byte[] whole = Files.readAllBytes(folder.resolve("a.zip"));
        assertThat(read("**")).containsExactly("a.zip!/1.txt | one", "a.zip!/3.txt | three", """
                a.zip!/2.txt, byte 0: malformed UTF-8 (0xFF) 1 bytes into the text: convert it to UTF-8""");
        int second = new String(whole, ISO_8859_1).indexOf("2.txt");
        Files.write(folder.resolve("a.zip"), Arrays.copyOf(whole, second + 7));
        assertThat(read("**").get(0)).isEqualTo("a.zip!/1.txt | one");
        assertThat(read("**").get(1)).startsWith("a.zip, byte 3: ").endsWith("it is damaged or cut short");
    }

    @Test
    void aBombIsNotUnpackedToItsEnd() throws IOException {
        byte[] zeros = new byte[48 << 20];
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(folder.resolve("a.zip"))) {
            put(zip, "bomb", zeros);
        }
        try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(folder.resolve("b.jsonl.zst")))) {
            out.write(zeros);
        }
        String complaint = "cannot be read on (unpacks to more than 200 times its size: that is no text): it is damaged"
                + " or cut short";
        assertThat(read("*.zip", "**")).singleElement().asString().endsWith(complaint);
        assertThat(read("*.zst", "**")).singleElement().asString().endsWith(complaint);
    }

    @Test
    void entriesMustBeAGlob() {
        assertThatThrownBy(() -> new CorpusConfig("a.zip", null, "text", "{a", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("entries ({a) is no glob (");
    }

    private void pack(String name, Packing packing, String text) throws IOException {
        try (OutputStream out = packing.around(Files.newOutputStream(folder.resolve(name)))) {
            out.write(text.getBytes(UTF_8));
        }
    }

    private void zip(String name, String entry, String text) throws IOException {
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(folder.resolve(name))) {
            zip.putArchiveEntry(new ZipArchiveEntry("folder/"));
            zip.closeArchiveEntry();
            put(zip, "empty.txt", new byte[0]);
            put(zip, entry, text.getBytes(UTF_8));
        }
    }

    private static void put(ZipArchiveOutputStream zip, String name, byte[] content) throws IOException {
        zip.putArchiveEntry(new ZipArchiveEntry(name));
        zip.write(content);
        zip.closeArchiveEntry();
    }

    private void tar(String name, Packing packing) throws IOException {
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(packing.around(Files.newOutputStream(folder.resolve(name))))) {
            TarArchiveEntry link = new TarArchiveEntry("link", TarArchiveEntry.LF_SYMLINK);
            link.setLinkName("/etc/passwd");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
            TarArchiveEntry file = new TarArchiveEntry("x/lear.txt");
            file.setSize(7);
            tar.putArchiveEntry(file);
            tar.write("Nothing".getBytes(UTF_8));
            tar.closeArchiveEntry();
        }
    }

    /** "id | text" of what can be read, sorted, then the messages about what can't. */
    private List<String> read(String entries) {
        return read("*", entries);
    }

    private List<String> read(String files, String entries) {
        List<Reading> readings = readings(new CorpusConfig(folder + "/" + files, null, "text", entries, 0));
        List<String> texts = readings.stream()
                .filter(reading -> reading instanceof Reading.Text)
                .map(reading -> (Reading.Text) reading)
                .map(text -> text.id() + " | " + new String(text.utf8(), UTF_8))
                .sorted()
                .toList();
        List<String> messages = readings.stream()
                .filter(reading -> reading instanceof Malformed)
                .map(reading -> ((Malformed) reading).message())
                .sorted()
                .toList();
        return Stream.concat(texts.stream(), messages.stream()).toList();
    }

    private static List<Reading> readings(CorpusConfig config) {
        return Corpus.open(LocalSpark.context(), config).readings().collect();
    }
}
