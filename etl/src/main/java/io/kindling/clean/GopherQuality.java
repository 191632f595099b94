package io.kindling.clean;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * Gopher's rules about quality (Rae et al. 2021, table A1): a document is dropped for the first that it breaks. Words
 * are what lies between white space, lengths are in code points.
 *
 * @param minimumMeanWordLength in characters
 * @param maximumHashesPerWord characters {@code #} over words
 * @param maximumEllipsesPerWord {@code ...} and its one character over words
 * @param maximumBulletLines share of lines that begin with a bullet, {@code - * •} and their like
 * @param maximumEllipsisLines share of lines that end in an ellipsis
 * @param minimumWordsWithLetter share of words with at least one letter
 * @param minimumStopWords how many of {@code stopWords} must occur, in any case
 */
public record GopherQuality(
        Action action,
        int minimumWords,
        int maximumWords,
        double minimumMeanWordLength,
        double maximumMeanWordLength,
        double maximumHashesPerWord,
        double maximumEllipsesPerWord,
        double maximumBulletLines,
        double maximumEllipsisLines,
        double minimumWordsWithLetter,
        int minimumStopWords,
        List<String> stopWords)
        implements TextStage {
    private static final String BULLETS = "-*\u2022\u2023\u25b6\u25c0\u25e6\u25a0\u25a1\u25aa\u25ab\u2013";

    /** Throws an IllegalArgumentException if a threshold can't be. */
    public GopherQuality {
        Range.ordered("minimumWords", minimumWords, "maximumWords", maximumWords);
        Range.ordered("minimumMeanWordLength", minimumMeanWordLength, "maximumMeanWordLength", maximumMeanWordLength);
        Range.atLeast("maximumHashesPerWord", maximumHashesPerWord, 0);
        Range.atLeast("maximumEllipsesPerWord", maximumEllipsesPerWord, 0);
        Range.share("maximumBulletLines", maximumBulletLines);
        Range.share("maximumEllipsisLines", maximumEllipsisLines);
        Range.share("minimumWordsWithLetter", minimumWordsWithLetter);
        Range.ordered("minimumStopWords", minimumStopWords, "the number of stopWords", stopWords.size());
        stopWords = List.copyOf(stopWords);
    }

    /** As published. */
    public static GopherQuality published(Action action) {
        List<String> stopWords = List.of("the", "be", "to", "of", "and", "that", "have", "with");
        return new GopherQuality(action, 50, 100_000, 3, 10, 0.1, 0.1, 0.9, 0.3, 0.8, 2, stopWords);
    }

    @Override
    public String name() {
        return "gopherQuality";
    }

    @Override
    public Judged judge(Judged document, TextScan scan) {
        scan.read(document.text());
        double words = Math.max(scan.words, 1);
        double lines = Math.max(scan.lines, 1);
        Rules rules = new Rules(document, this);
        rules.atLeast("words", scan.words, minimumWords);
        rules.atMost("words", scan.words, maximumWords);
        double meanLength = letters(scan) / words;
        rules.atLeast("meanWordLength", meanLength, minimumMeanWordLength);
        rules.atMost("meanWordLength", meanLength, maximumMeanWordLength);
        rules.atMost("hashesPerWord", hashes(scan.text) / words, maximumHashesPerWord);
        rules.atMost("ellipsesPerWord", ellipses(scan.text) / words, maximumEllipsesPerWord);
        rules.atMost("bulletLines", bulletLines(scan) / lines, maximumBulletLines);
        rules.atMost("ellipsisLines", ellipsisLines(scan) / lines, maximumEllipsisLines);
        rules.atLeast("wordsWithLetter", scan.wordsWithLetter / words, minimumWordsWithLetter);
        rules.atLeast("stopWords", stopWords(scan), minimumStopWords);
        return rules.document();
    }

    private static long letters(TextScan scan) {
        long sum = 0;
        for (int word = 0; word < scan.words; word++) {
            sum += scan.wordCharacters[word];
        }
        return sum;
    }

    private static int hashes(byte[] text) {
        int count = 0;
        for (byte unit : text) {
            count += unit == '#' ? 1 : 0;
        }
        return count;
    }

    /** Three dots count once, and so does each three of a longer row. */
    private static int ellipses(byte[] text) {
        int count = 0;
        int dots = 0;
        for (int at = 0; at < text.length; at++) {
            if (text[at] == '.') {
                dots++;
                if (dots == 3) {
                    count++;
                    dots = 0;
                }
            } else {
                dots = 0;
                if (text[at] == (byte) 0xA6 && at >= 2 && text[at - 1] == (byte) 0x80 && text[at - 2] == (byte) 0xE2) {
                    count++; // U+2026
                }
            }
        }
        return count;
    }

    private static int bulletLines(TextScan scan) {
        int count = 0;
        for (int line = 0; line < scan.lines; line++) {
            count += BULLETS.indexOf(scan.characterAt(scan.lineFrom[line])) >= 0 ? 1 : 0;
        }
        return count;
    }

    private static int ellipsisLines(TextScan scan) {
        int count = 0;
        for (int line = 0; line < scan.lines; line++) {
            count += scan.endsInEllipsis(line) ? 1 : 0;
        }
        return count;
    }

    /** How many of the stop words occur, looking no further than for as many as are needed. */
    private int stopWords(TextScan scan) {
        int found = 0;
        for (String stopWord : stopWords) {
            if (found >= minimumStopWords) {
                break;
            }
            found += occurs(scan, stopWord) ? 1 : 0;
        }
        return found;
    }

    private static boolean occurs(TextScan scan, String stopWord) {
        int bytes = stopWord.getBytes(UTF_8).length;
        for (int word = 0; word < scan.words; word++) {
            int from = scan.wordFrom[word];
            int to = scan.wordTo[word];
            if (to - from == bytes && scan.contains(stopWord, from, to)) {
                return true;
            }
        }
        return false;
    }
}
