package io.kindling.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kindling.tokenizer.BadDataException;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonStringTest {
    private static String read(String json) {
        byte[] line = ("  " + json + ", \"more\": 1}").getBytes(UTF_8);
        JsonString string = JsonString.read(line, 2, line.length);
        assertThat(string.closingQuote()).isEqualTo(json.getBytes(UTF_8).length + 1);
        return new String(string.utf8(), UTF_8);
    }

    @Test
    void everyEscapeIsRead() {
        assertThat(read("\"\"")).isEmpty();
        assertThat(read("\"plain, größer, 字 😀\"")).isEqualTo("plain, größer, 字 😀");
        assertThat(read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"")).isEqualTo("\"\\/\b\f\n\r\t");
        assertThat(read("\"a\\u0041\\u00e9\\u00E9\\u5b57\\uD83D\\uDE00z\"")).isEqualTo("aAéé字😀z");
        assertThat(read("\"\\u0000\\u007f\\u0080\\u07ff\\u0800\\uffff\\udbff\\udfff\""))
                .isEqualTo("\u0000\u007f\u0080\u07ff\u0800\uffff\udbff\udfff");
    }

    @Test
    void whateverJacksonWritesIsRead() throws IOException {
        ObjectWriter raw = new JsonMapper().writer();
        ObjectWriter escaping = raw.with(JsonWriteFeature.ESCAPE_NON_ASCII);
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            String text = random.ints(random.nextInt(40), 0, Character.MAX_CODE_POINT + 1)
                    .map(c -> random.nextBoolean() ? c & 0x7F : c)
                    .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(read(raw.writeValueAsString(text))).isEqualTo(text);
            assertThat(read(escaping.writeValueAsString(text))).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud83d\"",
                "\"\\ud83d.\"",
                "\"\\ud83d\\n\"",
                "\"\\ud83d\\u0041\"",
                "\"\\ud83d\\ud83d\"",
                "\"\\ud83d\\\\ude00\""
            })
    void halfAPairIsRefused(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(BadDataException.class)
                .hasMessage("half a surrogate pair (\\ud83d): write both halves");
    }

    @Test
    void theSecondHalfAloneIsRefused() {
        assertThatThrownBy(() -> read("\"\\ude00\\ud83d\""))
                .isInstanceOf(BadDataException.class)
                .hasMessage("half a surrogate pair (\\ude00): write both halves");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"",
                "\"no end",
                "\"no end\\",
                "\"no end\\\"",
                "\"\\q\"",
                "\"a tab:\t\"",
                "\"\\u\"",
                "\"\\u12g4\"",
                "\"\\u00e\"",
                "\"\\u00e",
                "\"\\U00e9\""
            })
    void whatIsNoStringIsNotRead(String json) {
        String before = json.replaceFirst("\"", "\"much\\\\n") + "9\""; // with what was in the array before
        byte[] line = before.getBytes(UTF_8);
        assertThat(JsonString.read(line, 0, line.length - 2)).isNull();
        String after = new String(line, UTF_8);
        assertThat(after).startsWith("\"      ");
        assertThat(before).endsWith(after.substring(1).stripLeading());
    }
}
