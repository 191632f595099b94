package io.kindling.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenizerFileTest {
    /** 256 bytes, three merges, and end of text with id 259. */
    private static final Bpe SMALL =
            BpeTraining.train(List.of(new WordCount(" they".getBytes(StandardCharsets.US_ASCII), 1)), 260);

    private static final String JSON = SMALL.json();

    @Test
    void readingWhatWasWrittenGivesTheSame() {
        for (Bpe bpe : List.of(SMALL, Gpt2.BPE)) {
            Tokenizer read = Tokenizer.parse(bpe.json(), "tokenizer.json");
            assertThat(read.json()).isEqualTo(bpe.json());
            assertThat(read.sha256()).isEqualTo(bpe.sha256());
            assertThat(read.endOfText()).isEqualTo(bpe.endOfText());
            assertThat(read.encode(" they say")).isEqualTo(bpe.encode(" they say"));
        }
    }

    @Test
    void theHashOfATokenizerNeverChanges() {
        assertThat(Gpt2.BPE.sha256()).isEqualTo("175518deb6bc1a68393e216208124633616ca26cdedf2b57549880997ddbd794");
        assertThat(SMALL.sha256()).isEqualTo("9a71133f23ba329fbdab52d1c51aa56dd5f936e89d21ff5e197fa0124a42a0c8");
        assertThat(Characters.of('a', 'b').sha256())
                .isEqualTo("41233f7bd6e0d4342a8f27e9a1ebc4d69a3ad2fa79a3568419c8b4f978371944");
    }

    @Test
    void theFrameIsThatOfHuggingFace() {
        assertThat(JSON)
                .startsWith("{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":[{\"id\":259,"
                        + "\"content\":\"<|endoftext|>\",\"single_word\":false,\"lstrip\":false,\"rstrip\":false,"
                        + "\"normalized\":false,\"special\":true}],\"normalizer\":null,\"pre_tokenizer\":{\"type\":"
                        + "\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":true,\"use_regex\":true,"
                        + "\"unicode\":\"16.0\"},\"post_processor\":{\"type\":\"ByteLevel\",\"add_prefix_space\":true,"
                        + "\"trim_offsets\":false,\"use_regex\":true},\"decoder\":{\"type\":\"ByteLevel\","
                        + "\"add_prefix_space\":true,\"trim_offsets\":true,\"use_regex\":true},\"model\":{\"type\":"
                        + "\"BPE\",\"dropout\":null,\"unk_token\":null,\"continuing_subword_prefix\":null,"
                        + "\"end_of_word_suffix\":null,\"fuse_unk\":false,\"byte_fallback\":false,\"ignore_merges\":"
                        + "false,\"vocab\":{\"!\":0,\"\\\"\":1,\"#\":2,")
                .endsWith("\"Ń\":255,\"ey\":256,\"hey\":257,\"they\":258,\"<|endoftext|>\":259},"
                        + "\"merges\":[\"e y\",\"h ey\",\"t hey\"]}}");
    }

    @Test
    void cl100kIsASplitByRegex() {
        Bpe bpe = BpeTraining.train(
                PreTokenizer.CL100K,
                List.of(new WordCount("(they".getBytes(StandardCharsets.US_ASCII), 1)),
                260,
                size -> {});
        assertThat(bpe.json())
                .contains("\"pre_tokenizer\":{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Split\",\"pattern\":"
                        + "{\"Regex\":\"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|")
                .contains(
                        "\"behavior\":\"Isolated\",\"invert\":false},{\"type\":\"ByteLevel\",\"add_prefix_space\":false,"
                                + "\"trim_offsets\":true,\"use_regex\":false,\"unicode\":\"16.0\"}]}");
        Tokenizer read = Tokenizer.parse(bpe.json(), "tokenizer.json");
        assertThat(((Bpe) read).splitting()).isEqualTo(PreTokenizer.CL100K);
        assertThat(read.json()).isEqualTo(bpe.json());
        assertThat(Tokenizer.parse(
                                bpe.json()
                                        .replace(
                                                "\"behavior\":\"Isolated\",\"invert\":false",
                                                "\"behavior\":\"Removed\",\"invert\":true"),
                                "t.json")
                        .json())
                .isEqualTo(bpe.json());
        refused(bpe.json().replace("{1,3}", "{1,2}"), "pre_tokenizer ({\"type\":\"Sequence\"");
        refused(bpe.json().replace("\"unicode\":\"16.0\"", "\"unicode\":\"15.1\""), "unicode (15.1) must be 16.0");
    }

    @Test
    void mergesMayBePairsAndEndOfTextMayStandInAddedTokensAlone() {
        String other = JSON.replace("[\"e y\",\"h ey\",\"t hey\"]", "[[\"e\",\"y\"],[\"h\",\"ey\"],[\"t\",\"hey\"]]")
                .replace(",\"<|endoftext|>\":259", "")
                .replace(",\"unicode\":\"16.0\"", "");
        assertThat(Tokenizer.parse(other, "tokenizer.json").json()).isEqualTo(JSON);
    }

    @Test
    void whatIsNoTokenizerIsRefused() {
        refused("[]", "a JSON object is expected, and here is none");
        refused("", "a JSON object is expected, and here is none");
        refused("{\"model\":", "not valid JSON: ");
        refused(JSON.substring(0, 2_000), "not valid JSON: ");
        refused(JSON + "{}", "not valid JSON: ");
        refused(JSON.replace("\"!\":0", "\"!\":0,\"!\":0"), "not valid JSON: Duplicate field '!'");
        refused(
                JSON.replace("\"type\":\"BPE\"", "\"type\":\"Unigram\""),
                "model type (Unigram) must be BPE, or WordLevel with one character to a token");
    }

    @Test
    void whatWouldChangeIdsUnnoticedIsRefused() {
        refused(
                JSON.replace("\"normalizer\":null", "\"normalizer\":{\"type\":\"NFC\"}"),
                "normalizer must be null, as text is encoded as it is");
        refused(JSON.replace("\"dropout\":null", "\"dropout\":0.1"), "dropout (0.1) isn't supported: it changes ids");
        refused(
                JSON.replace("\"ignore_merges\":false", "\"ignore_merges\":true"),
                "ignore_merges (true) isn't supported: it changes ids");
        refused(
                JSON.replace("\"unicode\":\"16.0\"", "\"unicode\":\"17.0\""),
                "unicode (17.0) must be 16.0, by which this version of Kindling splits text: use the version that wrote"
                        + " the file");
        refused(
                JSON.replace("\"pre_tokenizer\":{\"type\":\"ByteLevel\"", "\"pre_tokenizer\":{\"type\":\"Metaspace\""),
                "pre_tokenizer ({\"type\":\"Metaspace\"");
        refused(
                JSON.replace("\"content\":\"<|endoftext|>\"", "\"content\":\"<s>\""),
                "added token \"<s>\" isn't supported: only <|endoftext|> is");
        refused(
                JSON.replaceFirst("\"added_tokens\":\\[.*?]", "\"added_tokens\":[]"),
                "added_tokens must hold <|endoftext|>, once");
    }

    @Test
    void idsAreCounted() {
        refused(JSON.replace("\"they\":258", "\"they\":7"), "tokens \"(\" and \"they\" have the same id (7)");
        refused(
                JSON.replace("\"they\":258", "\"they\":260"),
                "id (260) of token \"they\" must be from 0 to 259, as there are 260 tokens and ids have no holes");
        refused(JSON.replace("\"they\":258", "\"they\":-1"), "id (-1) of token \"they\" must be from 0 to 259");
        refused(JSON.replace("\"they\":258", "\"they\":2.5"), "id (2.5) of token \"they\" must be a whole number");
        refused(JSON.replace("\"id\":259", "\"id\":258"), "<|endoftext|> has different ids in vocab and added_tokens");
    }

    @Test
    void bytesAndMergesAreComplete() {
        refused(JSON.replace("\"Ċ\":198", "\"ĊĊ\":198"), "no token for byte 0x0A (\"Ċ\"): all 256 bytes must have one");
        refused(
                JSON.replace("\"they\":258", "\"th y\":258"),
                "token \"th y\" (id 258) must be written in the byte-level alphabet");
        refused(JSON.replace("\"t hey\"", "\"t hex\""), "merge 2 (\"t\" \"hex\"): \"hex\" must be in the vocabulary");
        refused(JSON.replace("\"t hey\"", "\"a hey\""), "merge 2 (\"a\" \"hey\"): \"ahey\" must be in the vocabulary");
        refused(JSON.replace("\"t hey\"", "\"they\""), "merge 2 (\"\" \"they\"): \"\" must be in the vocabulary");
        refused(JSON.replace("\"t hey\"", "\"e y\""), "merge 2 (\"e\" \"y\"): it must not be there twice");
        refused(
                JSON.replace("\"they\":258", "\"<|endoftext|\":258").replace("\"t hey\"", "\"<|endoftext| >\""),
                "merge 2 (\"<|endoftext|\" \">\"): <|endoftext|> must not result from a merge");
        refused(JSON.replace("\"merges\":[", "\"merge\":["), "merges must be a list");
    }

    @Test
    void gpt2FilesAreChecked() {
        assertThatThrownBy(() -> Bpe.fromGpt2("{\"a\":0}", Gpt2.MERGES))
                .isInstanceOf(BadDataException.class)
                .hasMessage("vocab.json: it must have a token <|endoftext|>");
        assertThatThrownBy(() -> Bpe.fromGpt2(Gpt2.VOCABULARY, "#version: 0.2\nĠ t\nĠ quuux\n"))
                .isInstanceOf(BadDataException.class)
                .hasMessage("merges.txt: merge 1 (\"Ġ\" \"quuux\"): \"quuux\" must be in the vocabulary");
        assertThat(Bpe.fromGpt2(Gpt2.VOCABULARY, "Ġ t").merges().size()).isEqualTo(1);
        assertThat(Gpt2.BPE.merges().size()).isEqualTo(50_000);
    }

    private static void refused(String json, String message) {
        assertThatThrownBy(() -> Tokenizer.parse(json, "t.json"))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith("t.json: " + message);
    }
}
