package io.kindling.corpus;

import io.kindling.tokenizer.PreTokenizer;
import java.io.Serializable;

/** Where text is cut before its pieces are counted. */
@FunctionalInterface
interface Splitter extends Serializable {
    /** The end (exclusive) of the piece that begins at {@code from}, which is below {@code to}. */
    int end(byte[] utf8, int from, int to);

    /** Into what GPT-2 merges within. */
    static Splitter words() {
        return words(PreTokenizer.GPT2);
    }

    /** Into what BPE merges within. */
    static Splitter words(PreTokenizer splitting) {
        return splitting::end;
    }

    /** Into code points; the text must be well-formed. */
    static Splitter characters() {
        return (utf8, from, to) -> {
            int lead = utf8[from];
            int length = lead >= 0 ? 1 : lead < (byte) 0xE0 ? 2 : lead < (byte) 0xF0 ? 3 : 4;
            return Math.min(from + length, to);
        };
    }
}
