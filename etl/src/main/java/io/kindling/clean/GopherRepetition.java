package io.kindling.clean;

import java.util.List;

/**
 * Gopher's rules about repetition (Rae et al. 2021, table A1): a document is dropped for the first that it breaks. Of
 * lines and paragraphs that are equal, all but the first are duplicates. Shares "by characters" are of all characters
 * of the document.
 *
 * @param maximumDuplicateLines share of lines that are duplicates
 * @param maximumTopNgrams for the most frequent sequence of 2, 3, 4, ... words, if it occurs twice: its share by
 *     characters, all its occurrences together
 * @param maximumDuplicateNgrams for sequences of 5, 6, 7, ... words that occurred before: their share by characters,
 *     where none is counted twice
 */
public record GopherRepetition(
        Action action,
        double maximumDuplicateLines,
        double maximumDuplicateParagraphs,
        double maximumDuplicateLineCharacters,
        double maximumDuplicateParagraphCharacters,
        List<Double> maximumTopNgrams,
        List<Double> maximumDuplicateNgrams)
        implements TextStage {
    private static final int SHORTEST_TOP = 2;
    private static final int SHORTEST_DUPLICATE = 5;

    /** Throws an IllegalArgumentException if a threshold can't be. */
    public GopherRepetition {
        Range.share("maximumDuplicateLines", maximumDuplicateLines);
        Range.share("maximumDuplicateParagraphs", maximumDuplicateParagraphs);
        Range.share("maximumDuplicateLineCharacters", maximumDuplicateLineCharacters);
        Range.share("maximumDuplicateParagraphCharacters", maximumDuplicateParagraphCharacters);
        maximumTopNgrams.forEach(share -> Range.share("maximumTopNgrams", share));
        maximumDuplicateNgrams.forEach(share -> Range.share("maximumDuplicateNgrams", share));
        maximumTopNgrams = List.copyOf(maximumTopNgrams);
        maximumDuplicateNgrams = List.copyOf(maximumDuplicateNgrams);
    }

    /** As published. */
    public static GopherRepetition published(Action action) {
        return new GopherRepetition(
                action, 0.3, 0.3, 0.2, 0.2, List.of(0.20, 0.18, 0.16), List.of(0.15, 0.14, 0.13, 0.12, 0.11, 0.10));
    }

    @Override
    public String name() {
        return "gopherRepetition";
    }

    @Override
    public Judged judge(Judged document, TextScan scan) {
        scan.read(document.text());
        Rules rules = new Rules(document, this);
        Repetition repetition = scan.repetition();
        repetition.lines();
        rules.atMost("duplicateLines", repetition.share(), maximumDuplicateLines);
        rules.atMost("duplicateLineCharacters", repetition.characterShare(), maximumDuplicateLineCharacters);
        repetition.paragraphs();
        rules.atMost("duplicateParagraphs", repetition.share(), maximumDuplicateParagraphs);
        rules.atMost("duplicateParagraphCharacters", repetition.characterShare(), maximumDuplicateParagraphCharacters);
        for (int index = 0; index < maximumTopNgrams.size() && !rules.decided(); index++) {
            int length = SHORTEST_TOP + index;
            rules.atMost("top" + length + "gram", repetition.topNgram(length), maximumTopNgrams.get(index));
        }
        for (int index = 0; index < maximumDuplicateNgrams.size() && !rules.decided(); index++) {
            int length = SHORTEST_DUPLICATE + index;
            rules.atMost(
                    "duplicate" + length + "grams",
                    repetition.duplicateNgrams(length),
                    maximumDuplicateNgrams.get(index));
        }
        return rules.document();
    }
}
