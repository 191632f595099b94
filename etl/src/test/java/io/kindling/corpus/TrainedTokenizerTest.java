package io.kindling.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.corpus.TokenizerConfig.Kind;
import io.kindling.corpus.WordCounts.Limits;
import io.kindling.tokenizer.BadDataException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.junit.jupiter.api.Test;

class TrainedTokenizerTest {
    @Test
    void bpeIsTheSameForAnyNumberOfPartitions() {
        Dataset<Document> stories = stories(300);
        TokenizerConfig config = new TokenizerConfig(Kind.BPE, 700);
        TrainedTokenizer one = TrainedTokenizer.train(stories.coalesce(1), config);
        TrainedTokenizer seven = TrainedTokenizer.train(stories.repartition(7), config);
        assertThat(one.tokenizer().vocabularySize()).isEqualTo(700);
        assertThat(seven.tokenizer().sha256()).isEqualTo(one.tokenizer().sha256());
        assertThat(seven.documents()).isEqualTo(one.documents()).isEqualTo(300);
        assertThat(seven.bytes()).isEqualTo(one.bytes());
        assertThat(seven.words()).isEqualTo(one.words());
        assertThat(one.droppedWords()).isZero();
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
        return Corpus.open(LocalSpark.session(), CorpusConfig.of("stories:" + count))
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
