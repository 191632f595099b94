package io.kindling.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UCharacter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class UnicodeClassesTest {
    @Test
    void theResourceIsWhatTheGeneratorMakes() throws IOException {
        try (InputStream in = UnicodeClasses.class.getResourceAsStream(UnicodeClasses.RESOURCE)) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(UnicodeClassesGenerator.generate());
        }
        assertThat(UCharacter.getUnicodeVersion().toString()).startsWith(UnicodeClasses.VERSION);
    }

    @Test
    void everyCodePointHasTheClassThatIcuGivesIt() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            char expected = UnicodeClassesGenerator.kind(c);
            assertThat("-LNS".charAt(UnicodeClasses.of(c))).as("U+%04X", c).isEqualTo(expected);
            if (c < 128) {
                assertThat("-LNS".charAt(UnicodeClasses.ofAscii(c))).isEqualTo(expected);
            }
        }
    }

    @Test
    void malformedBytesAreOfNoClass() {
        assertThat(UnicodeClasses.of(Utf8.MALFORMED)).isEqualTo(UnicodeClasses.OTHER);
    }
}
