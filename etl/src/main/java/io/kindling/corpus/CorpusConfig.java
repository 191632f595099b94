package io.kindling.corpus;

/**
 * Where text comes from.
 *
 * @param input a file, a folder with all that lies in it, or a glob, on any file system that Hadoop knows; or
 *     {@code stories:N} or {@code stories:N:SEED}, N stories of the built-in {@link StoryCorpus}
 * @param format how documents lie in the files; null to go by the files' extensions
 * @param field the field of a JSON line or the column of a Parquet file that holds the text
 */
public record CorpusConfig(String input, Format format, String field) {
    /** Throws an IllegalArgumentException if input or field is blank. */
    public CorpusConfig {
        if (input == null || input.isBlank()) {
            throw new IllegalArgumentException("input is missing: give a file, a folder, a glob or stories:N");
        }
        if (field == null || field.isBlank()) {
            throw new IllegalArgumentException("field is missing: name the field or column that holds the text");
        }
    }

    /** The documents of {@code input}, in the format that its extension says, with their text in a field "text". */
    public static CorpusConfig of(String input) {
        return new CorpusConfig(input, null, "text");
    }

    /** The format that was asked for, or otherwise what the files' names say. */
    Format formatOf(InputFiles files) {
        return format == null ? files.format() : format;
    }
}
