package io.kindling.jobs.scoring;

import io.kindling.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;

/**
 * A document to be scored.
 *
 * @param ids of its tokens, without the end-of-text token
 * @param words of its text, as lm-evaluation-harness counts them
 * @param bytes of its text in UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // read in bulk, compared by nobody
public record Passage(int[] ids, long words, long bytes) {
    /** A text as it is. */
    public static Passage of(String text, Tokenizer tokenizer) {
        return of(text, Detokenizer.NONE, tokenizer);
    }

    /** A text that the model sees detokenised; words and bytes are those of the original, as the harness counts them. */
    public static Passage of(String text, Detokenizer detokenizer, Tokenizer tokenizer) {
        return new Passage(
                tokenizer.encode(detokenizer.apply(text)), words(text), text.getBytes(StandardCharsets.UTF_8).length);
    }

    /** The number of pieces that {@code re.split(r"\s+", text)} gives in Python: one more than there are runs of white space. */
    static long words(String text) {
        long words = 1;
        boolean space = false;
        for (int i = 0; i < text.length(); i++) {
            boolean white = isWhite(text.charAt(i));
            words += white && !space ? 1 : 0;
            space = white;
        }
        return words;
    }

    /** Whether Python's {@code \s} matches it; no character beyond the basic plane does. */
    static boolean isWhite(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }
}
