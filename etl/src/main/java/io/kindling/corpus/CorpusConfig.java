package io.kindling.corpus;

import java.nio.file.FileSystems;
import java.util.regex.PatternSyntaxException;

/**
 * Where text comes from.
 *
 * @param input a file, a folder with all that lies in it, or a glob, on any file system that Hadoop knows; or
 *     {@code stories:N} or {@code stories:N:SEED}, N stories of the built-in {@link StoryCorpus}
 * @param format how documents lie in the files; null to go by the files' extensions
 * @param field the field of a JSON line or the column of a Parquet file that holds the text; {@code meta.body} is body
 *     within meta
 * @param entries a glob of the paths of an archive's entries that are documents, {@code **} for all
 * @param maxBadRecords how many records may be malformed, as a {@link Tolerance} takes it
 */
public record CorpusConfig(String input, Format format, String field, String entries, double maxBadRecords) {
    private static final String ALL_ENTRIES = "**";

    /** Throws an IllegalArgumentException if input or field is blank, entries no glob or maxBadRecords out of range. */
    public CorpusConfig {
        if (input == null || input.isBlank()) {
            throw new IllegalArgumentException("input is missing: give a file, a folder, a glob or stories:N");
        }
        if (field == null || field.isBlank()) {
            throw new IllegalArgumentException("field is missing: name the field or column that holds the text");
        }
        try {
            FileSystems.getDefault().getPathMatcher("glob:" + entries);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "entries (" + entries + ") is no glob (" + e.getDescription() + "): ** is all, **.java all Java",
                    e);
        }
        new Tolerance(maxBadRecords);
    }

    /** All entries of archives, and no bad record at all. */
    public CorpusConfig(String input, Format format, String field) {
        this(input, format, field, ALL_ENTRIES, 0);
    }

    /** The documents of {@code input}, in the format that its extension says, with their text in a field "text". */
    public static CorpusConfig of(String input) {
        return new CorpusConfig(input, null, "text");
    }

    /** The same in another format. */
    CorpusConfig as(Format other) {
        return new CorpusConfig(input, other, field, entries, maxBadRecords);
    }

    /** How much of it may be malformed. */
    public Tolerance tolerance() {
        return new Tolerance(maxBadRecords);
    }

    /** The format that was asked for, or otherwise what the files' names say. */
    Format formatOf(InputFiles files) {
        return format == null ? files.format() : format;
    }
}
