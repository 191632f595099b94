package io.kindling.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kindling.tokenizer.BadDataException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonStringTest {
    @Test
    void whatAnotherWriterEscapesIsReadBack() throws Exception {
        ObjectMapper plain = new ObjectMapper();
        ObjectMapper escaping =
                JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            String text = text(random);
            for (ObjectMapper mapper : new ObjectMapper[] {plain, escaping}) {
                byte[] json = (mapper.writeValueAsString(text) + " and more").getBytes(UTF_8);
                assertThat(new String(JsonString.utf8(json, 1), UTF_8)).isEqualTo(text);
            }
        }
    }

    @Test
    void everyEscapeOfTheSpecificationIsKnown() {
        assertThat(JsonString.utf8("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u65E5\\uD83D\\uDE00\"".getBytes(UTF_8), 1))
                .isEqualTo("\"\\/\b\f\n\r\té日😀".getBytes(UTF_8));
    }

    @Test
    void halfASurrogatePairIsRefused() {
        for (String half :
                new String[] {"\\ud83d", "\\ude00", "\\ud83d\\n", "\\ud83dx", "\\ud83d\\u0041", "\\ude00\\ud83d"}) {
            assertThatThrownBy(() -> JsonString.utf8(('"' + half + "\"        ").getBytes(UTF_8), 1))
                    .isInstanceOf(BadDataException.class)
                    .hasMessage("half a surrogate pair (" + half.substring(0, 6) + "): write both halves");
        }
    }

    /** Characters of every kind: controls, those that JSON escapes, letters, and such as take two units of UTF-16. */
    private static String text(Random random) {
        int[] least = {0, '"', '\\', 'a', 0xA0, 0x4E00, 0x1F600};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            text.appendCodePoint(least[random.nextInt(least.length)] + random.nextInt(32));
        }
        return text.toString();
    }
}
