package io.kindling.corpus;

import java.util.Locale;

/** How documents lie in a file. */
public enum Format {
    /** A document per file. */
    TEXT,
    /** A document per line that isn't empty. */
    LINES,
    /** A JSON object per line, with the document in one of its fields. */
    JSONL,
    /** A document per row of a Parquet file, in one of its columns: a string, or an array of the ids of tokens. */
    PARQUET,
    /** A document per entry of a zip, jar or tar archive. */
    ARCHIVE,
    /** Tokens as llm.c keeps them. */
    LLMC,
    /** Tokens as nanoGPT keeps them. */
    NANOGPT;

    /** The format that a file's name stands for, without the extension of a compression: text unless it says otherwise. */
    static Format ofFile(String name) {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (extension) {
            case "jsonl", "ndjson", "json" -> JSONL;
            case "parquet" -> PARQUET;
            case "zip", "jar", "tar" -> ARCHIVE;
            default -> TEXT;
        };
    }

    /** As it is written in configurations. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
