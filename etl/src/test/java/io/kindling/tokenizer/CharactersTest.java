package io.kindling.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CharactersTest {
    private static final Characters CHARACTERS =
            Characters.of("b😀a\naéb".codePoints().toArray());

    @Test
    void idsAreInTheOrderOfCodePointsAndEndOfTextIsLast() {
        assertThat(CHARACTERS.encode("\nabé😀")).containsExactly(0, 1, 2, 3, 4);
        assertThat(CHARACTERS.endOfText()).isEqualTo(5);
        assertThat(CHARACTERS.vocabularySize()).isEqualTo(6);
    }

    @Test
    void decodingGivesBackTheText() {
        String text = "baé\n😀😀ab";
        assertThat(CHARACTERS.text(CHARACTERS.encode(text))).isEqualTo(text);
        assertThat(CHARACTERS.text(new int[] {1, 5})).isEqualTo("a<|endoftext|>");
    }

    @Test
    void aCharacterOutsideTheAlphabetIsNamedWithItsPlace() {
        assertThatThrownBy(() -> CHARACTERS.encode("éaz"))
                .isInstanceOf(BadDataException.class)
                .hasMessage("character U+007A (LATIN SMALL LETTER Z) at byte 3 of the text must be among the 5 of the"
                        + " tokenizer's alphabet: train the tokenizer on text that has it, or use a byte-level BPE");
    }

    @Test
    void malformedTextIsRefused() {
        byte[] text = "xxéb".getBytes(UTF_8);
        assertThatThrownBy(() -> CHARACTERS.encode(text, 2, 3))
                .isInstanceOf(BadDataException.class)
                .hasMessage("byte 0 of the text isn't UTF-8: a tokenizer of characters needs well-formed text; a"
                        + " byte-level BPE takes any");
    }

    @Test
    void anAlphabetHasCharactersAndOnlyThem() {
        assertThatThrownBy(() -> Characters.of())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("alphabet of 0 characters must have from 1 to 1048575");
        assertThatThrownBy(() -> Characters.of('a', 0xD800))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("code point (U+D800) must be a character");
    }

    @Test
    void readingWhatWasWrittenGivesTheSame() {
        Characters all = Characters.of(0, '"', '\\', ' ', 0x7F, 0x2028, 0xFFFD, 0xFFFF, 0x10FFFF, '\r');
        Tokenizer read = Tokenizer.parse(all.json(), "tokenizer.json");
        assertThat(read).isInstanceOf(Characters.class);
        assertThat(read.json()).isEqualTo(all.json());
    }

    @Test
    void theFileIsOfHuggingFacesForm() {
        assertThat(Characters.of('a', '\n').json())
                .isEqualTo("{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":[{\"id\":2,"
                        + "\"content\":\"<|endoftext|>\",\"single_word\":false,\"lstrip\":false,\"rstrip\":false,"
                        + "\"normalized\":false,\"special\":true}],\"normalizer\":null,\"pre_tokenizer\":{\"type\":"
                        + "\"Split\",\"pattern\":{\"Regex\":\"[\\\\s\\\\S]\"},\"behavior\":\"Isolated\",\"invert\":"
                        + "false},\"post_processor\":null,\"decoder\":{\"type\":\"Fuse\"},\"model\":{\"type\":"
                        + "\"WordLevel\",\"vocab\":{\"\\n\":0,\"a\":1,\"<|endoftext|>\":2},\"unk_token\":\"<unk>\"}}");
    }

    @Test
    void wordsAreNotTakenForCharacters() {
        String json = Characters.of('a', 'b').json();
        assertThatThrownBy(() -> Tokenizer.parse(json.replace("\"b\":1", "\"bc\":1"), "t.json"))
                .isInstanceOf(BadDataException.class)
                .hasMessage("t.json: token \"bc\" (id 1) must be one character, and ids must be in the order of the"
                        + " characters");
        assertThatThrownBy(() -> Tokenizer.parse(json.replace("Isolated", "Removed"), "t.json"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("t.json: pre_tokenizer ({\"type\":\"Split\"");
    }
}
