package io.kindling.clean;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.clean.Normalisation.Form;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;

class NormalisationTest {
    private static final Normalisation STAGE = Normalisation.standard(Action.DROP);

    @Test
    void whiteSpaceIsOfOneKind() {
        assertThat(normal("  a\u00a0b\u2003c\u3000d \t\r\n\r\n\r\n\r\ne\rf\u2028g  \n\n"))
                .isEqualTo("  a b c d\n\ne\nf\ng");
        assertThat(normal("\n\n  indented\n    code")).isEqualTo("  indented\n    code");
        assertThat(normal(" \n\t\n")).isEmpty();
    }

    @Test
    void controlCharactersGo() {
        assertThat(normal("a\u0000b\u0007c\u007fd\u0091e\u200bf\ufeffg\th")).isEqualTo("abcdefg\th");
        assertThat(normal("\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"))
                .contains("\u200c"); // Persian needs it
    }

    @Test
    void textReadAsWindows1252IsPutRight() {
        String text = "don\u2019t \u2014 caf\u00e9 \u201cna\u00efve\u201d 20\u00a0\u00b0C \u20ac5 \ud83d\ude00";
        String misread = new String(text.getBytes(UTF_8), Charset.forName("windows-1252"));
        // 0x9D and 0x8F have no character there: browsers make a control character of them
        misread = misread.replace("\u00e2\u20ac\ufffd", "\u00e2\u20ac\u009d");
        assertThat(normal(misread)).isEqualTo(normal(text));
        String twice = new String("\u00e9t\u00e9".getBytes(UTF_8), Charset.forName("windows-1252"));
        twice = new String(twice.getBytes(UTF_8), Charset.forName("windows-1252"));
        assertThat(normal(twice)).isEqualTo("\u00e9t\u00e9");
        assertThat(judge(misread).findings().get(0).rule()).isEqualTo("mojibake");
    }

    @Test
    void whatIsNoMojibakeStays() {
        for (String text : new String[] {
            "CAF\u00c9\u00bb", "\u00c2ge", "S\u00c3O", "\u00e2me \u00e2g\u00e9e", "\u00c8\u201d", "\u00c3 "
        }) {
            assertThat(normal(text)).isEqualTo(text.strip());
        }
    }

    @Test
    void charactersAreComposed() {
        assertThat(normal("e\u0301")).isEqualTo("\u00e9");
        assertThat(normal("\ufb01")).isEqualTo("\ufb01");
        Normalisation compatible = new Normalisation(Action.DROP, Form.NFKC, true, true, true);
        assertThat(new String(judge(compatible, "\ufb01").text(), UTF_8)).isEqualTo("fi");
    }

    @Test
    void whatIsInOrderIsLeftAlone() {
        byte[] text = "All is well.\n\nSo it is, \u00e9t\u00e9.".getBytes(UTF_8);
        Judged judged = STAGE.judge(Judged.of("id", "source", text, 0), new TextScan());
        assertThat(judged.text()).isSameAs(text);
        assertThat(judged.findings()).isEmpty();
    }

    @Test
    void nothingIsLeftOfAnEmptyText() {
        Judged judged = judge(" \u200b\n");
        assertThat(judged.kept()).isFalse();
        assertThat(judged.findings().stream().map(Finding::rule)).containsExactly("controls", "empty");
        assertThat(judged.findings().stream().mapToLong(Finding::removedBytes).sum())
                .isEqualTo(" \u200b\n".getBytes(UTF_8).length);
    }

    private static Judged judge(String text) {
        return judge(STAGE, text);
    }

    private static Judged judge(Normalisation stage, String text) {
        return stage.judge(Judged.of("id", "source", text.getBytes(UTF_8), 0), new TextScan());
    }

    private static String normal(String text) {
        return new String(judge(text).text(), UTF_8);
    }
}
