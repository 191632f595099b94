package io.kindling.jobs.scoring;

import java.util.Locale;

/** What turns text that was cut into words back into text as people write it, before a model sees it. */
public enum Detokenizer {
    /** Leaves text as it is. */
    NONE {
        @Override
        public String apply(String text) {
            return text;
        }
    },

    /** Undoes WikiText's cutting, step by step as lm-evaluation-harness's {@code wikitext_detokenizer} does. */
    WIKITEXT {
        @Override
        public String apply(String page) {
            String text = page.replace("s '", "s'")
                    .replaceAll("/' [0-9]/", "/'[0-9]/")
                    .replace(" @-@ ", "-")
                    .replace(" @,@ ", ",")
                    .replace(" @.@ ", ".")
                    .replace(" : ", ": ")
                    .replace(" ; ", "; ")
                    .replace(" . ", ". ")
                    .replace(" ! ", "! ")
                    .replace(" ? ", "? ")
                    .replace(" , ", ", ");
            text = tighten(text, '(', ')');
            text = tighten(text, '[', ']');
            text = tighten(text, '{', '}');
            text = tighten(text, '"', '"');
            text = tighten(text, '\'', '\'');
            return text.replace("= = = =", "====")
                    .replace("= = =", "===")
                    .replace("= =", "==")
                    .replace(" \u00b0 ", "\u00b0")
                    .replace(" \n", "\n")
                    .replace("\n ", "\n")
                    .replace(" N ", " 1 ")
                    .replace(" 's", "'s");
        }
    };

    public abstract String apply(String text);

    /** As it is written in configurations. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Takes the white space away after each {@code open} and before the next {@code close}. */
    private static String tighten(String text, char open, char close) {
        StringBuilder tight = new StringBuilder(text.length());
        int done = 0;
        for (int from = text.indexOf(open); from >= 0; from = text.indexOf(open, done)) {
            int to = text.indexOf(close, from + 1);
            if (to < 0) {
                break;
            }
            int first = from + 1;
            int last = to;
            while (first < last && Passage.isWhite(text.charAt(first))) {
                first++;
            }
            while (last > first && Passage.isWhite(text.charAt(last - 1))) {
                last--;
            }
            tight.append(text, done, from + 1).append(text, first, last).append(close);
            done = to + 1;
        }
        return tight.append(text, done, text.length()).toString();
    }
}
