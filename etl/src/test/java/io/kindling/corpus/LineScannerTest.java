package io.kindling.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineScannerTest {
    private static final Pattern LINE = Pattern.compile("[^\\r\\n]*(?:\\r\\n|\\r|\\n)|[^\\r\\n]+");

    /** A stream that gives no more than a few bytes at a time. */
    private static InputStream stream(String text, int most) {
        return new ByteArrayInputStream(text.getBytes(ISO_8859_1)) {
            @Override
            public int read(byte[] bytes) {
                return read(bytes, 0, Math.min(most, bytes.length));
            }
        };
    }

    private static String line(LineScanner lines) {
        return new String(lines.line(), 0, lines.length(), ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64, 1 << 17})
    void linesEndInAnyOfThreeWaysWhereverTheStreamIsCut(int most) throws IOException {
        Random random = new Random(most);
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(60); n > 0; n--) {
                text.append(
                        switch (random.nextInt(6)) {
                            case 0 -> "\r";
                            case 1 -> "\n";
                            case 2 -> "\r\n";
                            default -> "\u008dx\u008a".repeat(random.nextInt(9)); // CR and LF but for the top bit
                        });
            }
            List<String> expected = new ArrayList<>();
            LINE.matcher(text).results().forEach(found -> expected.add(found.group()));

            LineScanner lines = new LineScanner(stream(text.toString(), most));
            for (String whole : expected) {
                assertThat(lines.read(Integer.MAX_VALUE)).isEqualTo(whole.length());
                assertThat(line(lines)).isEqualTo(whole.replaceAll("[\\r\\n]", ""));
            }
            assertThat(lines.read(Integer.MAX_VALUE)).isZero();
        }
    }

    @Test
    void noMoreOfALineIsKeptThanIsWanted() throws IOException {
        String longLine = "a".repeat(300_000);
        LineScanner lines = new LineScanner(stream(longLine + "\nnext\n", 1 << 17));
        assertThat(lines.read(2_000)).isEqualTo(300_001);
        assertThat(line(lines)).isEqualTo("a".repeat(2_000));
        assertThat(lines.line().length).isEqualTo(2_000);
        assertThat(lines.read(2_000)).isEqualTo(5);
        assertThat(line(lines)).isEqualTo("next");
    }

    @Test
    void skippingStopsAtTheNextLineOrOnceEnoughIsRead() throws IOException {
        LineScanner lines = new LineScanner(stream("a\nb\n" + "c".repeat(900), 100));
        assertThat(lines.skip(50)).isEqualTo(2);
        assertThat(lines.read(9)).isEqualTo(2);
        assertThat(line(lines)).isEqualTo("b");
        assertThat(lines.skip(150)).isEqualTo(196);
    }
}
