package io.kindling.corpus;

/**
 * The tokenizer to train.
 *
 * @param kind what its tokens are
 * @param vocabularySize how many tokens it may have, end of text included; null for characters, whose number is the
 *     alphabet's
 */
public record TokenizerConfig(Kind kind, Integer vocabularySize) {
    /** What tokens are. */
    public enum Kind {
        /** Byte sequences that occur often, by byte-level BPE. */
        BPE,
        /** The characters of the corpus. */
        CHARACTERS
    }

    /** Throws an IllegalArgumentException if vocabularySize is missing for BPE or given for characters. */
    public TokenizerConfig {
        if (kind == Kind.BPE && vocabularySize == null) {
            throw new IllegalArgumentException("vocabularySize is missing: kind=bpe needs one, such as 8192");
        }
        if (kind == Kind.CHARACTERS && vocabularySize != null) {
            throw new IllegalArgumentException("vocabularySize (" + vocabularySize
                    + ") has no meaning with kind=characters, whose vocabulary is the alphabet: leave it out");
        }
    }
}
