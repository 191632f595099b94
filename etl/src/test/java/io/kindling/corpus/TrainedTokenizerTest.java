package io.kindling.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.corpus.TokenizerConfig.Kind;
import io.kindling.corpus.WordCounts.Limits;
import io.kindling.tokenizer.BadDataException;
import io.kindling.tokenizer.PreTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainedTokenizerTest {
    @Test
    void bpeIsTheSameForAnyNumberOfPartitions() {
        Dataset<Document> stories = stories(300);
        TokenizerConfig config = new TokenizerConfig(Kind.BPE, 700);
        TrainedTokenizer one = TrainedTokenizer.train(stories.coalesce(1), config);
        TrainedTokenizer seven = TrainedTokenizer.train(stories.repartition(7), config);
        TrainedTokenizer many = TrainedTokenizer.train(stories.repartition(64), config);
        assertThat(many.tokenizer().sha256()).isEqualTo(one.tokenizer().sha256());
        assertThat(one.tokenizer().vocabularySize()).isEqualTo(700);
        assertThat(seven.tokenizer().sha256()).isEqualTo(one.tokenizer().sha256());
        assertThat(seven.documents()).isEqualTo(one.documents()).isEqualTo(300);
        assertThat(seven.bytes()).isEqualTo(one.bytes());
        assertThat(seven.words()).isEqualTo(one.words());
        assertThat(one.droppedWords()).isZero();
    }

    @Test
    void keptCountsTrainTheSameTokenizer(@TempDir Path folder) throws IOException {
        String counts = folder + "/counts";
        TokenizerConfig config = new TokenizerConfig(Kind.BPE, 700, PreTokenizer.CL100K);
        TrainedTokenizer trained = TrainedTokenizer.train(stories(300), config);
        List<Integer> sizes = new ArrayList<>();
        TrainedTokenizer kept = TrainedTokenizer.train(stories(300), config, counts, sizes::add);
        assertThat(kept.tokenizer().sha256()).isEqualTo(trained.tokenizer().sha256());
        assertThat(sizes).hasSize(700 - 257).startsWith(257).endsWith(699);
        TrainedTokenizer again = TrainedTokenizer.retrain(LocalSpark.session(), config, counts, size -> {});
        assertThat(again.tokenizer().sha256()).isEqualTo(trained.tokenizer().sha256());
        assertThat(again.documents()).isEqualTo(300);
        assertThat(again.words()).isEqualTo(trained.words());
        assertThat(TrainedTokenizer.retrain(
                                LocalSpark.session(),
                                new TokenizerConfig(Kind.BPE, 400, PreTokenizer.CL100K),
                                counts,
                                size -> {})
                        .tokenizer()
                        .vocabularySize())
                .isEqualTo(400);
        assertThatThrownBy(() -> TrainedTokenizer.train(stories(3), config, counts, size -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("counts (" + counts
                        + ") already exists: leave input out to train from it, remove it, or name another");
        assertThatThrownBy(() -> retrain(counts, new TokenizerConfig(Kind.BPE, 400)))
                .isInstanceOf(BadDataException.class)
                .hasMessage("counts (" + counts
                        + "): units (cl100k, Unicode 16.0) must be gpt2, Unicode 16.0: count the corpus anew");
    }

    @Test
    void countsThatAreNotWholeAreRefused(@TempDir Path folder) throws IOException {
        String counts = folder + "/counts";
        TokenizerConfig config = new TokenizerConfig(Kind.BPE, 300);
        TrainedTokenizer.train(documents("one two", "two"), config, counts, size -> {});
        Path summary = folder.resolve("counts/counts.json");
        String whole = Files.readString(summary);
        assertThat(whole).isEqualTo("{\"units\":\"gpt2\",\"unicode\":\"16.0\",\"rows\":6,\"sum\":15}");
        Files.writeString(summary, whole.replace("\"rows\":6", "\"rows\":7"));
        assertThatThrownBy(() -> retrain(counts, config))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("counts.json: not valid: Checksum error");
        Files.delete(folder.resolve("counts/.counts.json.crc"));
        assertThatThrownBy(() -> retrain(counts, config))
                .isInstanceOf(BadDataException.class)
                .hasMessage("counts (" + counts
                        + "): rows (6) and their sum (15) must be 7 and 15: files are missing or too"
                        + " many; count the corpus anew");
        Files.delete(summary);
        assertThatThrownBy(() -> retrain(counts, config))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "counts (" + counts + ") has no counts.json: it isn't a folder of word counts, or counting them"
                                + " didn't finish; remove it and count anew");
    }

    @Test
    void keptCountsMayPassTwoToThe31(@TempDir Path folder) throws IOException {
        String counts = folder + "/counts";
        List<Row> rows = List.of(
                RowFactory.create(Tallies.DOCUMENTS, null, 5_000_000_000L),
                RowFactory.create(Tallies.BYTES, null, 40_000_000_000L),
                RowFactory.create(Tallies.LONG_WORDS, null, 0L),
                RowFactory.create(Tallies.WORD, "ab".getBytes(UTF_8), 3_000_000_000L),
                RowFactory.create(Tallies.WORD, "cd".getBytes(UTF_8), 2_147_483_648L),
                RowFactory.create(Tallies.WORD, "acd".getBytes(UTF_8), 2_000_000_000L));
        new WordCountFolder(LocalSpark.session(), counts)
                .write(LocalSpark.session().createDataFrame(rows, Tallies.SCHEMA), "gpt2");
        TrainedTokenizer trained = retrain(counts, new TokenizerConfig(Kind.BPE, 259));
        assertThat(trained.tokenizer().text(new int[] {256})).isEqualTo("cd"); // 4.1 billion, not a negative int
        assertThat(trained.tokenizer().text(new int[] {257})).isEqualTo("ab");
        assertThat(trained.words()).isEqualTo(7_147_483_648L);
        assertThat(trained.documents()).isEqualTo(5_000_000_000L);
    }

    private static TrainedTokenizer retrain(String counts, TokenizerConfig config) throws IOException {
        return TrainedTokenizer.retrain(LocalSpark.session(), config, counts, size -> {});
    }

    @Test
    void charactersAreThoseOfTheCorpus() {
        TrainedTokenizer trained =
                TrainedTokenizer.train(documents("aäb", "字b😀"), new TokenizerConfig(Kind.CHARACTERS, null));
        assertThat(trained.tokenizer().vocabularySize()).isEqualTo(5 + 1);
        assertThat(trained.tokenizer().encode("ab😀")).containsExactly(0, 1, 4);
        assertThat(trained.words()).isEqualTo(6);
        assertThat(trained.bytes()).isEqualTo(4 + 8);
    }

    @Test
    void wordsComeInTheOrderOfTheirCountsThenOfTheirBytes() {
        WordCounts counts = WordCounts.of(documents("b a c", "c b b z"), Splitter.words(), Limits.DEFAULT);
        assertThat(words(counts)).containsExactly(" b 2", " a 1", " c 1", " z 1", "b 1", "c 1");
    }

    @Test
    void whatIsLeftOutIsCounted() {
        Dataset<Document> documents = documents("x x x yy " + "long".repeat(10), " x yy zzz", " zz zzz");
        WordCounts counts = WordCounts.of(documents, Splitter.words(), new Limits(2, 20));
        assertThat(words(counts))
                .as("two words occur twice, so with one of them the other would go")
                .containsExactly(" x 3");
        assertThat(counts.distinct()).isEqualTo(5);
        assertThat(counts.occurrences()).isEqualTo(10);
        assertThat(counts.dropped()).isEqualTo(7);
        assertThat(words(WordCounts.of(documents, Splitter.words(), new Limits(3, 20))))
                .containsExactly(" x 3", " yy 2", " zzz 2");
    }

    @Test
    void aCorpusWithoutTextIsRefused() {
        assertThatThrownBy(() -> TrainedTokenizer.train(documents(), new TokenizerConfig(Kind.BPE, 300)))
                .isInstanceOf(BadDataException.class)
                .hasMessage("the input holds no text: all its documents are empty; a tokenizer learns from at least one"
                        + " character");
    }

    @Test
    void configurationIsCheckedWhenMade() {
        assertThatThrownBy(() -> new TokenizerConfig(Kind.BPE, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("vocabularySize is missing: kind=bpe needs one, such as 8192");
        assertThatThrownBy(() -> new TokenizerConfig(Kind.CHARACTERS, 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "vocabularySize (100) has no meaning with kind=characters, whose vocabulary is the alphabet:"
                                + " leave it out");
    }

    @Test
    void aVocabularySmallerThanTheAlphabetIsRefusedBeforeReading() {
        assertThatThrownBy(() -> TrainedTokenizer.train(null, new TokenizerConfig(Kind.BPE, 100)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("vocabularySize (100) must be at least 257: 256 bytes and <|endoftext|>");
    }

    private static List<String> words(WordCounts counts) {
        return counts.words().stream()
                .map(word -> new String(word.word(), UTF_8) + " " + word.count())
                .toList();
    }

    private static Dataset<Document> stories(int count) {
        return Corpus.open(LocalSpark.context(), CorpusConfig.of("stories:" + count))
                .documents();
    }

    private static Dataset<Document> documents(String... texts) {
        return LocalSpark.session()
                .createDataset(
                        Arrays.stream(texts)
                                .map(text -> new Document(text, "test", text))
                                .toList(),
                        Document.encoder());
    }
}
