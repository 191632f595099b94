package io.kindling.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
    @Test
    void everyCodePointIsReadFromItsOwnBytes() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                byte[] bytes = Character.toString(c).getBytes(UTF_8);
                assertThat(Utf8.codePoint(bytes, 0, bytes.length)).isEqualTo(c);
                assertThat(Utf8.length(c)).isEqualTo(bytes.length);
                assertThat(bytes.length == 1 || Utf8.codePoint(bytes, 0, bytes.length - 1) == Utf8.MALFORMED)
                        .isTrue();
            }
        }
    }

    @Test
    void whatJavaCallsMalformedIsMalformed() {
        Random random = new Random(1);
        int[] leads = {0x7F, 0x80, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xF8, 0xFF};
        int[] tails = {0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0};
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[4];
            bytes[0] = (byte) leads[random.nextInt(leads.length)];
            for (int k = 1; k < 4; k++) {
                bytes[k] = (byte) tails[random.nextInt(tails.length)];
            }
            int first = new String(bytes, UTF_8).codePointAt(0);
            assertThat(Utf8.codePoint(bytes, 0, 4)).isEqualTo(first == 0xFFFD ? Utf8.MALFORMED : first);
        }
    }
}
