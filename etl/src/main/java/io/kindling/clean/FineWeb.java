package io.kindling.clean;

/**
 * FineWeb's own rules (Penedo et al. 2024, section 3.6): a document is dropped for the first that it breaks.
 *
 * @param minimumLinesWithPunctuation share of lines that end in a mark that ends a sentence
 * @param shortLine the most characters of a line that is short
 * @param maximumShortLines share of lines
 * @param maximumDuplicateCharacters share of characters in lines that occurred before
 * @param maximumNewlinesPerWord newlines over words
 */
public record FineWeb(
        Action action,
        double minimumLinesWithPunctuation,
        int shortLine,
        double maximumShortLines,
        double maximumDuplicateCharacters,
        double maximumNewlinesPerWord)
        implements TextStage {
    private static final String PUNCTUATION = ".?!\"'\u2026\u201d\u2019\u00bb\u3002\uff01\uff1f\u0964\u061f\u06d4";

    /** Throws an IllegalArgumentException if a threshold can't be. */
    public FineWeb {
        Range.share("minimumLinesWithPunctuation", minimumLinesWithPunctuation);
        Range.atLeast("shortLine", shortLine, 0);
        Range.share("maximumShortLines", maximumShortLines);
        Range.share("maximumDuplicateCharacters", maximumDuplicateCharacters);
        Range.atLeast("maximumNewlinesPerWord", maximumNewlinesPerWord, 0);
    }

    /** As published. */
    public static FineWeb published(Action action) {
        return new FineWeb(action, 0.12, 30, 0.67, 0.01, 0.3);
    }

    @Override
    public String name() {
        return "fineWeb";
    }

    @Override
    public Judged judge(Judged document, TextScan scan) {
        scan.read(document.text());
        Rules rules = new Rules(document, this);
        double lines = Math.max(scan.lines, 1);
        int punctuated = 0;
        int shortLines = 0;
        for (int line = 0; line < scan.lines; line++) {
            punctuated += PUNCTUATION.indexOf(scan.characterBefore(scan.lineTo[line])) >= 0 ? 1 : 0;
            shortLines += scan.lineCharacters[line] <= shortLine ? 1 : 0;
        }
        rules.atLeast("linesWithPunctuation", punctuated / lines, minimumLinesWithPunctuation);
        rules.atMost("shortLines", shortLines / lines, maximumShortLines);
        if (!rules.decided()) {
            scan.repetition().lines();
            rules.atMost("duplicateCharacters", scan.repetition().characterShare(), maximumDuplicateCharacters);
        }
        rules.atMost("newlinesPerWord", scan.newlines / (double) Math.max(scan.words, 1), maximumNewlinesPerWord);
        return rules.document();
    }
}
