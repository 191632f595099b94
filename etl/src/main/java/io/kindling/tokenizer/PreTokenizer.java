package io.kindling.tokenizer;

import java.util.List;
import java.util.Locale;

/**
 * The rule that cuts text into pieces; no token crosses from one piece into the next.
 *
 * <p>Each works on UTF-8 by hand, without regular expressions: in time linear in the text whatever it is, with each
 * code point classed by Unicode {@value UnicodeClasses#VERSION}. A byte that isn't part of well-formed UTF-8 counts as one
 * code point that is neither letter nor number nor space. What a piece is depends on the text from its start on, not on
 * what comes before.
 */
public enum PreTokenizer {
    /**
     * GPT-2's pattern {@code 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+}: words,
     * numbers and runs of other signs, each with one space before it if there is one, and white space.
     *
     * <p>White space before something else leaves its last character out: {@code "a   b"} is cut into {@code "a"},
     * {@code "  "} and {@code " b"}, and <code>"a\n\nb"</code> into <code>"a"</code>, <code>"\n"</code>,
     * <code>"\n"</code> and <code>"b"</code>.
     */
    GPT2 {
        @Override
        public int end(byte[] utf8, int from, int to) {
            return Gpt2Splitter.end(utf8, from, to);
        }

        @Override
        long starts(byte[] utf8, int at) {
            return Gpt2Splitter.starts(utf8, at);
        }
    },

    /**
     * The pattern of cl100k (GPT-4) and Llama 3, {@value #CL100K_PATTERN}: a word takes along one sign or space
     * before it, numbers are cut after three digits, signs take along the newlines after them, contractions are in any case.
     *
     * <p>White space goes up to its last newline: <code>"a \n\n  b"</code> is cut into <code>"a"</code>,
     * <code>" \n\n"</code>, <code>" "</code> and <code>" b"</code>. In tiktoken's newer form of the pattern, white space
     * at the end of a text is one piece even past its last newline; no token of cl100k goes on there, so ids are the
     * same.
     */
    CL100K {
        @Override
        public int end(byte[] utf8, int from, int to) {
            return Cl100kSplitter.end(utf8, from, to);
        }
    };

    /** {@link #CL100K} as a regular expression, as tokenizer.json has it. */
    static final String CL100K_PATTERN = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|"
            + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    /** How many bytes {@link #starts} looks at. */
    static final int BLOCK = Long.SIZE;

    /**
     * The rule with this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static PreTokenizer of(String name) {
        for (PreTokenizer rule : values()) {
            if (rule.toString().equals(name)) {
                return rule;
            }
        }
        throw new IllegalArgumentException("splitting (" + name + ") must be one of " + List.of(values()));
    }

    /** The version of Unicode by which text is cut, such as {@code 16.0}: under another one, pieces differ. */
    public static String unicodeVersion() {
        return UnicodeClasses.VERSION;
    }

    /** As it is written in configurations. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The end (exclusive) of the piece that begins at {@code from}, which must be below {@code to}.
     *
     * <p>Pieces follow one another: the next one begins here, until the end is {@code to}.
     */
    public abstract int end(byte[] utf8, int from, int to);

    /**
     * Where pieces begin in the {@value #BLOCK} bytes from {@code at} on, as far as these bytes alone decide on it, a
     * bit for a byte. One must begin at {@code at}, so the lowest bit is set; between two bits that are set, none
     * begins, and past the highest one nothing is said. It may always be 1.
     */
    long starts(byte[] utf8, int at) {
        return 1;
    }
}
