package io.kindling.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.corpus.Corpus;
import io.kindling.corpus.CorpusConfig;
import io.kindling.corpus.LocalSpark;
import io.kindling.corpus.StoryCorpus;
import io.kindling.corpus.TokenizerConfig;
import io.kindling.corpus.TokenizerConfig.Kind;
import io.kindling.corpus.TrainedTokenizer;
import io.kindling.tokenizer.BadDataException;
import io.kindling.tokenizer.Characters;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardingTest {
    private static final int STORIES = 300;
    private static final ShardConfig SMALL = new ShardConfig(0.2, Split.DOCUMENT, 1, 20_000);

    @TempDir
    private Path temporary;

    @Test
    void shardsHaveTheSameBytesForAnyPartitionsAndCores() throws IOException {
        Corpus stories = stories(2);
        Tokenizer tokenizer = TrainedTokenizer.train(stories.documents(), new TokenizerConfig(Kind.BPE, 400))
                .tokenizer();
        SortedMap<String, byte[]> expected = files(Sharding.write(stories, tokenizer, SMALL, output("2")), "2");
        assertThat(expected.keySet())
                .contains("manifest.json", "tokenizer.json", "train-00000.tokens")
                .hasSizeGreaterThan(10);

        for (int partitions : new int[] {1, 7}) {
            Corpus other = new Corpus(
                    stories.spark(), stories.config(), stories.readings().repartition(partitions), stories.textBytes());
            String name = "partitions-" + partitions;
            assertSame(files(Sharding.write(other, tokenizer, SMALL, output(name)), name), expected);
        }
        assertSame(files(Sharding.write(stories(1), tokenizer, SMALL, output("1")), "1"), expected);
    }

    @Test
    void everyDocumentIsThereOnceClosedByEndOfText() throws IOException {
        Tokenizer tokenizer = characters("stories:" + STORIES);
        Manifest manifest = Sharding.write(stories(2), tokenizer, SMALL, output("out"));
        List<String> written = new ArrayList<>();
        for (String part : List.of("train", "validation")) {
            written.addAll(texts(part));
        }
        List<String> expected =
                IntStream.range(0, STORIES).mapToObj(new StoryCorpus(0)::story).toList();
        assertThat(written).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(written.subList(0, 20)).isNotEqualTo(expected.subList(0, 20));
        assertThat(manifest.documents()).isEqualTo(STORIES);
        assertThat(manifest.bytes())
                .isEqualTo(expected.stream().mapToInt(String::length).sum());
        assertThat(manifest.tokens()).isEqualTo(manifest.bytes() + STORIES);
        assertThat(manifest.parts().get("validation").documents()).isBetween(40L, 80L);
        assertThat(manifest.shards()).isEqualTo((int) files(manifest, "out").keySet().stream()
                .filter(name -> name.endsWith(".tokens"))
                .count());
    }

    @Test
    void whatValidatesDoesNotDependOnTheSizeOfShards() throws IOException {
        Tokenizer tokenizer = characters("stories:" + STORIES);
        Sharding.write(stories(2), tokenizer, SMALL, output("out"));
        List<String> small = texts("validation").stream().sorted().toList();
        deleteOutput("out");
        Sharding.write(stories(2), tokenizer, new ShardConfig(0.2, Split.DOCUMENT, 1, 1 << 27), output("out"));
        assertThat(texts("validation").stream().sorted()).containsExactlyElementsOf(small);
        deleteOutput("out");
        Sharding.write(stories(2), tokenizer, new ShardConfig(0.2, Split.DOCUMENT, 2, 1 << 27), output("out"));
        assertThat(texts("validation").stream().sorted()).isNotEqualTo(small);
    }

    @Test
    void aSplitByPositionCutsEachDocumentAfterItsFirstCharactersAndKeepsTheOrder() throws IOException {
        Files.writeString(temporary.resolve("b.txt"), "0123456789äöü😀字");
        Files.writeString(temporary.resolve("a.txt"), "ab");
        Corpus corpus = Corpus.open(LocalSpark.context(), CorpusConfig.of(temporary + "/*.txt"));
        Tokenizer tokenizer = Characters.of("0123456789äöü😀字ab".codePoints().toArray());
        ShardConfig config = new ShardConfig(0.1, Split.POSITION, 1, 1 << 27);
        Manifest manifest = Sharding.write(corpus, tokenizer, config, output("out"));
        assertThat(texts("train")).containsExactly("a", "0123456789äöü");
        assertThat(texts("validation")).containsExactly("b", "😀字");
        assertThat(manifest.bytes()).isEqualTo(2 + 16 + 7);
    }

    @Test
    void documentsWithOneIdHaveAnOrderToo() throws IOException {
        List<String> lines = IntStream.range(0, 40)
                .mapToObj(number -> "{\"id\":\"same\",\"text\":\"text " + number + "\"}")
                .collect(Collectors.toCollection(ArrayList::new));
        Tokenizer tokenizer = Characters.of("text 0123456789".codePoints().toArray());
        ShardConfig config = new ShardConfig(0, Split.DOCUMENT, 1, 1 << 27);
        Files.write(temporary.resolve("a.jsonl"), lines);
        SortedMap<String, byte[]> forwards =
                files(Sharding.write(open("a.jsonl", 3), tokenizer, config, output("a")), "a");
        Collections.reverse(lines);
        Files.write(temporary.resolve("a.jsonl"), lines);
        assertSame(files(Sharding.write(open("a.jsonl", 2), tokenizer, config, output("b")), "b"), forwards);
    }

    @Test
    void anOutputThatExistsIsRefused() throws IOException {
        Tokenizer tokenizer = characters("stories:" + STORIES);
        Sharding.write(stories(2), tokenizer, SMALL, output("out"));
        long files;
        try (Stream<Path> list = Files.list(temporary.resolve("out"))) {
            files = list.count() - 1;
        }
        assertRefused(
                "out",
                "output (%s) exists and is whole (manifest.json and " + files
                        + " more files): delete it or name another folder");

        Files.delete(temporary.resolve("out/manifest.json"));
        assertRefused(
                "out",
                "output (%s) exists and holds " + files + " files of something else (stats.txt, tokenizer.json,"
                        + " train-00000.index, ...): delete it or name another folder");
        Files.writeString(temporary.resolve("file"), "x");
        assertRefused("file", "output (%s) exists and is a file: delete it or name another folder");
        assertThatThrownBy(() -> Sharding.write(stories(2), tokenizer, SMALL, output("file/out")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("output \\(.*/file/out\\) can't be written \\(.*\\): name a folder that can be");
    }

    @Test
    void aRunThatFailsLeavesNothing() throws IOException {
        Tokenizer tokenizer = Characters.of("abc".codePoints().toArray());
        Files.writeString(temporary.resolve("d7.txt"), "abcd");
        assertThatThrownBy(() -> Sharding.write(open("d7.txt", 1), tokenizer, SMALL, output("out")))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith("document d7.txt: ");
        assertThat(temporary.resolve("out")).doesNotExist();
    }

    @Test
    void aPartWithoutDocumentsIsRefused() throws IOException {
        Tokenizer tokenizer = Characters.of("abc".codePoints().toArray());
        ShardConfig config = new ShardConfig(0.001, Split.DOCUMENT, 1, 1 << 27);
        Files.writeString(temporary.resolve("d.txt"), "abc");
        assertThatThrownBy(() -> Sharding.write(open("d.txt", 1), tokenizer, config, output("out")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "validationFraction (0.001) leaves none of 1 documents to the validation part: change it, or"
                                + " set split=position to cut every document");
        Files.writeString(temporary.resolve("d.jsonl"), "{\"text\":\"\"}\n");
        assertThatThrownBy(() -> Sharding.write(open("d.jsonl", 1), tokenizer, config, output("out")))
                .isInstanceOf(BadDataException.class)
                .hasMessage("the input holds no text: all its documents are empty");
        assertThat(temporary.resolve("out")).doesNotExist();
    }

    @Test
    void configurationIsCheckedWhenMade() {
        assertThatThrownBy(() -> new ShardConfig(1, Split.DOCUMENT, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "validationFraction (1.0) must be at least 0 and below 1: 0.1 keeps a tenth for validation");
        assertThatThrownBy(() -> new ShardConfig(0, null, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("split is missing: document or position");
        assertThatThrownBy(() -> new ShardConfig(0, Split.DOCUMENT, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shardBytes (0) must be between 1 and 1073741824: 134217728 is one block of HDFS");
    }

    private void assertRefused(String name, String message) {
        assertThatThrownBy(() -> Sharding.write(stories(2), characters("stories:1"), SMALL, output(name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message.formatted(output(name)));
    }

    /** The documents of a part of the shards in "out", in their order. */
    private List<String> texts(String part) throws IOException {
        Shards shards = Shards.open(new Configuration(), output("out"));
        Tokenizer tokenizer = shards.tokenizer();
        List<String> texts = new ArrayList<>();
        try (TokenStream stream = shards.part(part)) {
            long start = 0;
            for (long document = 0; document < stream.documents(); document++) {
                int[] ids = new int[(int) (stream.documentEnd(document) - start)];
                stream.read(start, ids, 0, ids.length);
                assertThat(ids[ids.length - 1]).isEqualTo(tokenizer.endOfText());
                texts.add(tokenizer.text(Arrays.copyOf(ids, ids.length - 1)));
                start += ids.length;
            }
            assertThat(start).isEqualTo(stream.tokens());
        }
        return texts;
    }

    private SortedMap<String, byte[]> files(Manifest manifest, String name) {
        assertThat(manifest.shards()).isPositive();
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> list = Files.list(temporary.resolve(name))) {
            list.forEach(file -> {
                try {
                    files.put(file.getFileName().toString(), Files.readAllBytes(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private static void assertSame(SortedMap<String, byte[]> files, SortedMap<String, byte[]> expected) {
        assertThat(files.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, bytes) -> assertThat(files.get(name)).as(name).isEqualTo(bytes));
    }

    private void deleteOutput(String name) throws IOException {
        try (Stream<Path> list = Files.list(temporary.resolve(name))) {
            for (Path file : list.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(temporary.resolve(name));
    }

    private String output(String name) {
        return temporary.resolve(name).toString();
    }

    private static Tokenizer characters(String input) {
        Corpus corpus = Corpus.open(LocalSpark.context(), CorpusConfig.of(input));
        return TrainedTokenizer.train(corpus.documents(), new TokenizerConfig(Kind.CHARACTERS, null))
                .tokenizer();
    }

    private static Corpus stories(int cores) {
        return Corpus.open(LocalSpark.withCores(cores), CorpusConfig.of("stories:" + STORIES));
    }

    private Corpus open(String file, int partitions) {
        Corpus corpus = Corpus.open(LocalSpark.context(), CorpusConfig.of(output(file)));
        return new Corpus(
                corpus.spark(), corpus.config(), corpus.readings().repartition(partitions), corpus.textBytes());
    }
}
