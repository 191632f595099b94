package io.kindling.corpus;

import io.kindling.tokenizer.BpeTraining;
import io.kindling.tokenizer.PreTokenizer;

/**
 * The tokenizer to train.
 *
 * @param kind what its tokens are
 * @param vocabularySize how many tokens it may have, end of text included; null for characters, whose number is the
 *     alphabet's
 * @param splitting where BPE cuts text before it merges; characters have no use for it
 */
public record TokenizerConfig(Kind kind, Integer vocabularySize, PreTokenizer splitting) {
    /** What tokens are. */
    public enum Kind {
        /** Byte sequences that occur often, by byte-level BPE. */
        BPE,
        /** The characters of the corpus. */
        CHARACTERS
    }

    /** Throws an IllegalArgumentException if vocabularySize is missing for BPE, or given for characters. */
    public TokenizerConfig {
        if (kind == Kind.BPE && vocabularySize == null) {
            throw new IllegalArgumentException("vocabularySize is missing: kind=bpe needs one, such as 8192");
        }
        if (kind == Kind.CHARACTERS && vocabularySize != null) {
            throw new IllegalArgumentException("vocabularySize (" + vocabularySize
                    + ") has no meaning with kind=characters, whose vocabulary is the alphabet: leave it out");
        }
    }

    /** A tokenizer that splits as GPT-2's does. */
    public TokenizerConfig(Kind kind, Integer vocabularySize) {
        this(kind, vocabularySize, PreTokenizer.GPT2);
    }

    /** What the units are that training counts, in a kept table of counts: {@code gpt2}, or {@code characters}. */
    String units() {
        return kind == Kind.BPE ? splitting.toString() : "characters";
    }

    /** Cuts text into those units. */
    Splitter splitter() {
        return kind == Kind.BPE ? Splitter.words(splitting) : Splitter.characters();
    }

    /** Refuses a size that can't be before the corpus is read. */
    void requireSize() {
        if (kind == Kind.BPE) {
            BpeTraining.requireSize(vocabularySize);
        }
    }
}
