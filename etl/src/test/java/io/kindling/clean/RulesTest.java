package io.kindling.clean;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each rule of Gopher, C4 and FineWeb on texts just inside and just outside its published threshold. */
class RulesTest {
    private static final GopherQuality QUALITY = GopherQuality.published(Action.DROP);
    private static final C4 SENTENCES = C4.published(Action.DROP);

    @Test
    void gopherCountsWords() {
        assertThat(rule(QUALITY, prose(50))).isEqualTo("kept");
        assertThat(rule(QUALITY, prose(49))).isEqualTo("words 49.0 < 50.0");
        assertThat(rule(QUALITY, prose(100_000))).isEqualTo("kept");
        assertThat(rule(QUALITY, prose(100_001))).isEqualTo("words 100001.0 > 100000.0");
    }

    @Test
    void gopherMeasuresWordsInCharacters() {
        assertThat(rule(QUALITY, "the and " + "abc ".repeat(48))).isEqualTo("kept");
        assertThat(rule(QUALITY, "the and ab " + "abc ".repeat(47))).isEqualTo("meanWordLength 2.98 < 3.0");
        String ten = "\u00e9".repeat(10) + " ";
        assertThat(rule(QUALITY, "the and " + ("x".repeat(17) + " ").repeat(2) + ten.repeat(46)))
                .isEqualTo("kept");
        assertThat(rule(QUALITY, "the and " + ("x".repeat(17) + " ").repeat(2) + "x".repeat(11) + " " + ten.repeat(45)))
                .isEqualTo("meanWordLength 10.02 > 10.0");
    }

    @Test
    void gopherCountsSymbols() {
        assertThat(rule(QUALITY, "#word ".repeat(10) + prose(90))).isEqualTo("kept");
        assertThat(rule(QUALITY, "#word ".repeat(11) + prose(89))).isEqualTo("hashesPerWord 0.11 > 0.1");
        assertThat(rule(QUALITY, "word... ".repeat(5) + "word\u2026 ".repeat(5) + prose(90)))
                .isEqualTo("kept");
        assertThat(rule(QUALITY, "word... ".repeat(6) + "word\u2026 ".repeat(5) + prose(89)))
                .isEqualTo("ellipsesPerWord 0.11 > 0.1");
    }

    @Test
    void gopherLooksAtLines() {
        assertThat(rule(QUALITY, lines(90, "- ", "") + lines(10, "", ""))).isEqualTo("kept");
        assertThat(rule(QUALITY, lines(50, "\u2022 ", "") + lines(41, "*", "") + lines(9, "", "")))
                .isEqualTo("bulletLines 0.91 > 0.9");
        assertThat(rule(QUALITY, lines(30, "", "...") + lines(70, "", ""))).isEqualTo("kept");
        assertThat(rule(QUALITY, lines(30, "", "...") + lines(1, "", "\u2026 ") + lines(69, "", "")))
                .isEqualTo("ellipsisLines 0.31 > 0.3");
    }

    @Test
    void gopherWantsLettersAndStopWords() {
        assertThat(rule(QUALITY, "1234 ".repeat(10) + prose(40))).isEqualTo("kept");
        assertThat(rule(QUALITY, "1234 ".repeat(11) + prose(39))).isEqualTo("wordsWithLetter 0.78 < 0.8");
        assertThat(rule(QUALITY, "\u0434\u043e\u043c ".repeat(48) + "The AND")).isEqualTo("kept");
        assertThat(rule(QUALITY, "word ".repeat(49) + "the")).isEqualTo("stopWords 1.0 < 2.0");
        assertThat(rule(QUALITY, "thee ".repeat(49) + "the, the")).isEqualTo("stopWords 1.0 < 2.0");
    }

    @Test
    void gopherCountsLinesAndParagraphsThatRepeat() {
        GopherRepetition byLines = new GopherRepetition(Action.DROP, 0.3, 1, 1, 1, List.of(), List.of());
        assertThat(rule(byLines, different(7, "\n") + "\n0 a\n1  a\n2 a")).isEqualTo("kept");
        assertThat(rule(byLines, different(6, "\n") + "\n0 a\n1 a\n2 a\n3 a")).isEqualTo("duplicateLines 0.4 > 0.3");
        GopherRepetition byParagraphs = new GopherRepetition(Action.DROP, 1, 0.3, 1, 1, List.of(), List.of());
        assertThat(rule(byParagraphs, different(7, "\n\n") + "\n\n0 a\n\n1 a\n\n\n2 a"))
                .isEqualTo("kept");
        assertThat(rule(byParagraphs, different(6, "\n\n") + "\n\n0 a\n\n1 a\n\n2 a\n \n3 a"))
                .isEqualTo("duplicateParagraphs 0.4 > 0.3");
    }

    @Test
    void gopherMeasuresLinesAndParagraphsThatRepeat() {
        String twenty = "abcdefghi abcdefghij";
        GopherRepetition byLines = new GopherRepetition(Action.DROP, 1, 1, 0.2, 1, List.of(), List.of());
        assertThat(rule(byLines, twenty + "\n" + twenty + "\n" + filler(58))).isEqualTo("kept");
        assertThat(rule(byLines, twenty + "\n" + twenty + "\n" + filler(57)))
                .startsWith("duplicateLineCharacters 0.202");
        GopherRepetition byParagraphs = new GopherRepetition(Action.DROP, 1, 1, 1, 0.2, List.of(), List.of());
        assertThat(rule(byParagraphs, twenty + "\n\n" + twenty + "\n\n" + filler(56)))
                .isEqualTo("kept");
        assertThat(rule(byParagraphs, twenty + "\n\n" + twenty + "\n\n" + filler(55)))
                .startsWith("duplicateParagraphCharacters 0.202");
    }

    @Test
    void gopherMeasuresTheMostFrequentNgrams() {
        List<Double> limits = GopherRepetition.published(Action.DROP).maximumTopNgrams();
        assertThat(limits).containsExactly(0.20, 0.18, 0.16);
        for (int words = 2; words <= 4; words++) {
            GopherRepetition stage = new GopherRepetition(Action.DROP, 1, 1, 1, 1, only(words - 2, limits), List.of());
            String repeated = pairs(words);
            int least = least(2 * repeated.length(), limits.get(words - 2));
            assertThat(rule(stage, around(repeated, least))).isEqualTo("kept");
            assertThat(rule(stage, around(repeated, least - 1))).startsWith("top" + words + "gram ");
        }
    }

    @Test
    void gopherMeasuresNgramsThatRepeat() {
        List<Double> limits = GopherRepetition.published(Action.DROP).maximumDuplicateNgrams();
        assertThat(limits).containsExactly(0.15, 0.14, 0.13, 0.12, 0.11, 0.10);
        for (int words = 5; words <= 10; words++) {
            GopherRepetition stage = new GopherRepetition(Action.DROP, 1, 1, 1, 1, List.of(), only(words - 5, limits));
            String repeated = pairs(words);
            int least = least(repeated.length(), limits.get(words - 5));
            assertThat(rule(stage, around(repeated, least))).isEqualTo("kept");
            assertThat(rule(stage, around(repeated, least - 1))).startsWith("duplicate" + words + "grams ");
        }
    }

    @Test
    void c4KeepsLinesThatEndSentences() {
        String rest = "\nIt is so. It was so. Is it so? It will be so! So be it.";
        for (String end : List.of(".", "?", "!", "\"", ".\u201d")) {
            assertThat(text(SENTENCES, "A line of text" + end + rest)).startsWith("A line");
        }
        for (String end : List.of("", ",", "...", "\u2026", ":")) {
            assertThat(text(SENTENCES, "A line of text" + end + rest)).isEqualTo(rest.strip());
        }
        assertThat(text(SENTENCES, "Only three words.\nTwo words.\n\nAnother one stays." + rest))
                .isEqualTo("Only three words.\n\nAnother one stays." + rest);
        assertThat(text(SENTENCES, "Please turn on JavaScript now." + rest)).isEqualTo(rest.strip());
        assertThat(rule(SENTENCES, "Please turn on JavaScript now." + rest)).isEqualTo("lines 1.0 > 0.0");
    }

    @Test
    void c4DropsDocuments() {
        String five = "One is it. Two is it (really)! Is it \"three?\" Four is it. It is five.";
        assertThat(rule(SENTENCES, five)).isEqualTo("kept");
        assertThat(rule(SENTENCES, five.replace("four", "").replace(" It is five.", "")))
                .isEqualTo("sentences 4.0 < 5.0");
        assertThat(rule(SENTENCES, five + " Lorem Ipsum is it.")).isEqualTo("documentText 1.0 > 0.0 lorem ipsum");
        assertThat(rule(SENTENCES, five + " Lorem and ipsum are it.")).isEqualTo("kept");
        assertThat(rule(SENTENCES, five + " A { is it.")).isEqualTo("documentText 1.0 > 0.0 {");
        assertThat(rule(SENTENCES, five + " A } is it.")).isEqualTo("kept");
        assertThat(rule(SENTENCES, "no sentence at all\nand no other")).isEqualTo("sentences 0.0 < 5.0");
    }

    @Test
    void fineWebLooksAtLines() {
        FineWeb punctuation = new FineWeb(Action.DROP, 0.12, 30, 1, 1, 10);
        assertThat(rule(punctuation, different(22, "\n") + "\none.\ntwo!\nthree?"))
                .isEqualTo("kept");
        assertThat(rule(punctuation, different(23, "\n") + "\none.\ntwo!"))
                .isEqualTo("linesWithPunctuation 0.08 < 0.12");
        FineWeb shortLines = new FineWeb(Action.DROP, 0, 30, 0.67, 1, 10);
        String thirty = "x".repeat(14) + " " + "\u00e9".repeat(15) + "\n";
        String longer = "x".repeat(31) + "\n";
        assertThat(rule(shortLines, thirty.repeat(67) + longer.repeat(33))).isEqualTo("kept");
        assertThat(rule(shortLines, thirty.repeat(68) + longer.repeat(32))).isEqualTo("shortLines 0.68 > 0.67");
    }

    @Test
    void fineWebMeasuresRepetitionAndNewlines() {
        FineWeb duplicates = new FineWeb(Action.DROP, 0, 30, 1, 0.01, 10);
        String twenty = "abcdefghi abcdefghij";
        assertThat(rule(duplicates, twenty + "\n" + twenty + "\n" + filler(1958)))
                .isEqualTo("kept");
        assertThat(rule(duplicates, twenty + "\n" + twenty + "\n" + filler(1957)))
                .startsWith("duplicateCharacters 0.01000");
        FineWeb newlines = new FineWeb(Action.DROP, 0, 30, 1, 1, 0.3);
        assertThat(rule(newlines, "a b c\nd e f\ng h i\nj")).isEqualTo("kept");
        assertThat(rule(newlines, "a b c\nd e f\n\ng h i\nj")).isEqualTo("newlinesPerWord 0.4 > 0.3");
        assertThat(FineWeb.published(Action.DROP)).isEqualTo(new FineWeb(Action.DROP, 0.12, 30, 0.67, 0.01, 0.3));
    }

    @Test
    void annotatingKeepsEverythingAndSaysWhatItFound() {
        Judged judged = judge(GopherQuality.published(Action.ANNOTATE), "1 2 3");
        assertThat(judged.kept()).isTrue();
        assertThat(judged.findings().stream().map(Finding::rule))
                .containsExactly("words", "meanWordLength", "wordsWithLetter", "stopWords");
        assertThat(judge(C4.published(Action.ANNOTATE), "no sentence").text()).isEqualTo("no sentence".getBytes(UTF_8));
    }

    @Test
    void anEmptyTextIsMeasuredToo() {
        assertThat(rule(QUALITY, "")).isEqualTo("words 0.0 < 50.0");
        assertThat(rule(GopherRepetition.published(Action.DROP), "")).isEqualTo("kept");
        assertThat(rule(SENTENCES, "")).isEqualTo("sentences 0.0 < 5.0");
        assertThat(rule(FineWeb.published(Action.DROP), "\n \n")).startsWith("linesWithPunctuation 0.0");
    }

    @Test
    void thresholdsThatCannotBeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FineWeb(Action.DROP, 1.2, 30, 0.67, 0.01, 0.3))
                .withMessage("minimumLinesWithPunctuation (1.2) must be a share, from 0 to 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new C4(Action.DROP, true, 3, List.of("JavaScript"), List.of(), 5))
                .withMessage("lineTexts (JavaScript) must be ASCII in lower case: it is found in any case");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GopherQuality(Action.DROP, 50, 10, 3, 10, 1, 1, 1, 1, 1, 0, List.of()))
                .withMessage("minimumWords (50) must be at most maximumWords (10)");
    }

    /** So many words of four letters and more, all different, two stop words among them. */
    private static String prose(int words) {
        return "the and "
                + IntStream.range(0, words - 2).mapToObj(RulesTest::word).collect(Collectors.joining(" "));
    }

    private static String word(int number) {
        StringBuilder word = new StringBuilder("w");
        for (int place = 0, rest = number; place < 4; place++, rest /= 26) {
            word.append((char) ('a' + rest % 26));
        }
        return word.toString();
    }

    private static String lines(int count, String before, String after) {
        return (before + prose(10) + after + "\n").repeat(count);
    }

    private static String different(int count, String between) {
        return IntStream.range(0, count).mapToObj(number -> number + " a").collect(Collectors.joining(between));
    }

    /** Different words with so many characters in all. */
    private static String filler(int characters) {
        StringBuilder filler = new StringBuilder();
        for (int number = 0; filler.length() < characters; number++) {
            filler.append(word(number)).append(' ');
        }
        filler.setLength(characters);
        if (filler.charAt(characters - 1) == ' ') {
            filler.setCharAt(characters - 1, 'x');
        }
        return filler.toString();
    }

    /** Words of two characters. */
    private static String pairs(int words) {
        return IntStream.range(0, words)
                .mapToObj(number -> "p" + (char) ('a' + number))
                .collect(Collectors.joining(" "));
    }

    /** A text of so many characters that begins and ends with the same words. */
    private static String around(String repeated, int characters) {
        return repeated + " " + filler(characters - 2 * repeated.length() - 2) + " " + repeated;
    }

    /** The shortest text of which so many characters are at most that share. */
    private static int least(int characters, double share) {
        int least = characters;
        while ((double) characters / least > share) {
            least++;
        }
        return least;
    }

    private static List<Double> only(int index, List<Double> limits) {
        List<Double> others = new ArrayList<>(Collections.nCopies(limits.size(), 1.0));
        others.set(index, limits.get(index));
        return others;
    }

    private static Judged judge(TextStage stage, String text) {
        return stage.judge(Judged.of("id", "source", text.getBytes(UTF_8), 0), new TextScan());
    }

    private static String text(TextStage stage, String text) {
        return new String(judge(stage, text).text(), UTF_8);
    }

    /** What decided last: the rule, its figure and its limit. */
    private static String rule(TextStage stage, String text) {
        List<Finding> findings = judge(stage, text).findings();
        if (findings.isEmpty()) {
            return "kept";
        }
        Finding last = findings.get(findings.size() - 1);
        return Stream.of(
                        last.rule(),
                        "" + last.figure(),
                        last.figure() > last.limit() ? ">" : "<",
                        "" + last.limit(),
                        last.detail())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" "));
    }
}
