package io.kindling.clean;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * C4's rules (Raffel et al. 2020, section 2.2): lines that are no sentences go, and so do documents of which too little
 * is left. A line is kept if it ends in . ? ! or a quotation mark, but not in an ellipsis. Sentences are counted where
 * such a mark is followed by white space or the end.
 *
 * @param terminalPunctuation whether lines must end so
 * @param minimumLineWords of a line that is kept
 * @param lineTexts in lower case; a line that has one of them in any case goes
 * @param documentTexts in lower case; a document that has one of them in any case is dropped
 */
public record C4(
        Action action,
        boolean terminalPunctuation,
        int minimumLineWords,
        List<String> lineTexts,
        List<String> documentTexts,
        int minimumSentences)
        implements TextStage {
    private static final byte[] LINE = {'\n'};
    private static final byte[] PARAGRAPH = {'\n', '\n'};
    private static final String QUOTES = "\"'\u201d\u2019\u00bb";

    /** Throws an IllegalArgumentException if a threshold can't be. */
    public C4 {
        Range.atLeast("minimumLineWords", minimumLineWords, 0);
        Range.atLeast("minimumSentences", minimumSentences, 0);
        requireLowerCase("lineTexts", lineTexts);
        requireLowerCase("documentTexts", documentTexts);
        lineTexts = List.copyOf(lineTexts);
        documentTexts = List.copyOf(documentTexts);
    }

    private static void requireLowerCase(String key, List<String> texts) {
        for (String text : texts) {
            if (text.isEmpty() || !text.chars().allMatch(unit -> unit < 128 && !(unit >= 'A' && unit <= 'Z'))) {
                throw new IllegalArgumentException(
                        key + " (" + text + ") must be ASCII in lower case: it is found in any case");
            }
        }
    }

    /** As published. */
    public static C4 published(Action action) {
        return new C4(action, true, 3, List.of("javascript"), List.of("lorem ipsum", "{"), 5);
    }

    @Override
    public String name() {
        return "c4";
    }

    @Override
    public Judged judge(Judged document, TextScan scan) {
        scan.read(document.text());
        Rules rules = new Rules(document, this);
        for (String text : documentTexts) {
            if (scan.contains(text, 0, scan.text.length)) {
                rules.broken("documentText", 1, 0, text);
                break;
            }
        }
        if (!rules.decided()) {
            keepSentences(scan, rules);
        }
        if (!rules.decided()) {
            scan.read(rules.document().text());
            rules.atLeast("sentences", sentences(scan), minimumSentences);
        }
        return rules.document();
    }

    private void keepSentences(TextScan scan, Rules rules) {
        int previous = -1;
        int kept = 0;
        ByteArrayOutputStream text = new ByteArrayOutputStream(scan.text.length);
        for (int line = 0; line < scan.lines; line++) {
            if (keeps(scan, line)) {
                if (previous >= 0) {
                    text.writeBytes(scan.lineParagraph[line] == scan.lineParagraph[previous] ? LINE : PARAGRAPH);
                }
                text.write(scan.text, scan.lineFrom[line], scan.lineTo[line] - scan.lineFrom[line]);
                previous = line;
                kept++;
            }
        }
        if (kept < scan.lines) {
            rules.edited("lines", scan.lines - kept, text.toByteArray());
        }
    }

    private boolean keeps(TextScan scan, int line) {
        if (scan.lineWords[line] < minimumLineWords || (terminalPunctuation && !endsSentence(scan, line))) {
            return false;
        }
        for (String text : lineTexts) {
            if (scan.contains(text, scan.lineFrom[line], scan.lineTo[line])) {
                return false;
            }
        }
        return true;
    }

    private static boolean endsSentence(TextScan scan, int line) {
        int last = scan.characterBefore(scan.lineTo[line]);
        return (endsSentence(last) || QUOTES.indexOf(last) >= 0) && !scan.endsInEllipsis(line);
    }

    private static boolean endsSentence(int character) {
        return character == '.' || character == '?' || character == '!';
    }

    /** Words that end in . ? or !, with quotation marks or brackets behind it or not. */
    private static int sentences(TextScan scan) {
        int count = 0;
        for (int word = 0; word < scan.words; word++) {
            int from = scan.wordFrom[word];
            int to = scan.wordTo[word];
            while (to > from && closes(scan.characterBefore(to))) {
                to -= bytes(scan.characterBefore(to));
            }
            count += to > from && endsSentence(scan.characterBefore(to)) ? 1 : 0;
        }
        return count;
    }

    private static boolean closes(int character) {
        return character == ')' || character == ']' || QUOTES.indexOf(character) >= 0;
    }

    private static int bytes(int closing) {
        return closing < 0x80 ? 1 : closing < 0x800 ? 2 : 3;
    }
}
