package io.kindling.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.corpus.Corpus;
import io.kindling.corpus.CorpusConfig;
import io.kindling.corpus.Format;
import io.kindling.corpus.LocalSpark;
import io.kindling.corpus.StoryCorpus;
import io.kindling.shard.ShardExport.Layout;
import io.kindling.tokenizer.BadDataException;
import io.kindling.tokenizer.Characters;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other programs' files, written from shards and read back into shards. */
class ShardExportTest {
    private static final ShardConfig SMALL = new ShardConfig(0.2, Split.DOCUMENT, 1, 1 << 16);
    private static final List<String> STORIES =
            IntStream.range(0, 300).mapToObj(new StoryCorpus(0)::story).toList();
    private static final Tokenizer TOKENIZER = Characters.of(
            String.join("", STORIES).codePoints().distinct().sorted().toArray());

    @TempDir
    private Path folder;

    @Test
    void whatOtherProgramsReadIsReadBack() throws IOException {
        Shards shards = shards();
        for (Layout layout : Layout.values()) {
            ShardExport.write(LocalSpark.context(), shards, layout, folder + "/" + layout);
            Format format = Format.valueOf(layout.name());
            for (int cores : new int[] {1, 2}) {
                Manifest manifest = tokenize(folder + "/" + layout, format, "ids", layout + "-again-" + cores, cores);
                assertThat(manifest.documents()).isEqualTo(300);
                assertThat(manifest.tokens()).isEqualTo(shards.manifest().tokens());
                assertThat(manifest.bytes()).isEqualTo(shards.manifest().bytes());
                assertThat(texts(open(layout + "-again-" + cores))).containsExactlyInAnyOrderElementsOf(STORIES);
            }
        }
        assertThat(list("llmc")).contains("train_000000.bin", "train_000001.bin", "val_000000.bin");
        assertThat(list("nanogpt")).containsExactly("train.bin", "val.bin");
        assertThat(list("parquet")).containsExactly("train", "validation");
        assertThat(list(".")).noneMatch(name -> name.endsWith(".part"));
    }

    @Test
    void theFilesAreThoseOfTheOtherPrograms() throws IOException {
        Shards shards = shards();
        ShardExport.write(LocalSpark.context(), shards, Layout.LLMC, folder + "/llmc");
        ShardExport.write(LocalSpark.context(), shards, Layout.NANOGPT, folder + "/nanogpt");
        ByteBuffer llmc = read("llmc/val_000000.bin");
        assertThat(List.of(llmc.getInt(0), llmc.getInt(4))).containsExactly(20240520, 1);
        assertThat(llmc.limit()).isEqualTo(1024 + 2 * llmc.getInt(8));
        try (TokenStream tokens = shards.part("train")) {
            int[] ids = new int[(int) tokens.tokens()];
            tokens.read(0, ids, 0, ids.length);
            ByteBuffer nano = read("nanogpt/train.bin");
            assertThat(nano.limit()).isEqualTo(2 * ids.length);
            assertThat(IntStream.range(0, ids.length).map(at -> Short.toUnsignedInt(nano.getShort(2 * at))))
                    .containsExactly(Arrays.stream(ids).boxed().toArray(Integer[]::new));
        }
    }

    @Test
    void filesThatAreNotThoseOfTheOtherProgramsAreNamed() throws IOException {
        Files.write(folder.resolve("a.bin"), new byte[2048]);
        assertBad(
                Format.LLMC,
                "a.bin, byte 0: cannot be read on (has not the header of llm.c's tokens, 20240520 and 1:"
                        + " without one, set format=nanogpt): it is damaged or cut short");
        byte[] large = new byte[64];
        Arrays.fill(large, (byte) 0x77);
        Files.write(folder.resolve("a.bin"), large);
        int size = TOKENIZER.vocabularySize();
        assertBad(
                Format.NANOGPT,
                "a.bin, byte 0: has the token 30583 where 0 to " + (size - 1) + " are due and " + TOKENIZER.endOfText()
                        + " only ends texts: name the tokenizer that it was made with");
        Files.write(folder.resolve("a.bin"), new byte[3]);
        assertBad(
                Format.NANOGPT,
                "a.bin, byte 0: cannot be read on (3 bytes are no whole number of 16-bit tokens): it"
                        + " is damaged or cut short");
    }

    private void assertBad(Format format, String message) {
        assertThatThrownBy(() -> tokenize(folder + "/a.bin", format, "ids", "bad", 2))
                .isInstanceOf(BadDataException.class)
                .hasMessage(message);
    }

    private Shards shards() throws IOException {
        Corpus corpus = Corpus.open(LocalSpark.context(), CorpusConfig.of("stories:300"));
        Sharding.write(corpus, TOKENIZER, SMALL, folder + "/shards");
        return open("shards");
    }

    private Manifest tokenize(String input, Format format, String field, String output, int cores) throws IOException {
        CorpusConfig config = new CorpusConfig(input, format, field);
        return Sharding.write(
                Corpus.open(LocalSpark.withCores(cores), config, TOKENIZER), TOKENIZER, SMALL, folder + "/" + output);
    }

    private Shards open(String name) throws IOException {
        return Shards.open(new Configuration(), folder + "/" + name);
    }

    private static List<String> texts(Shards shards) throws IOException {
        List<String> texts = new ArrayList<>();
        for (String part : List.of("train", "validation")) {
            try (TokenStream tokens = shards.part(part)) {
                long start = 0;
                for (long document = 0; document < tokens.documents(); document++) {
                    int[] ids = new int[(int) (tokens.documentEnd(document) - start)];
                    tokens.read(start, ids, 0, ids.length);
                    start += ids.length;
                    texts.add(TOKENIZER.text(Arrays.copyOf(ids, ids.length - 1)));
                }
            }
        }
        return texts;
    }

    private ByteBuffer read(String file) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(folder.resolve(file))).order(ByteOrder.LITTLE_ENDIAN);
    }

    private List<String> list(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(name))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
