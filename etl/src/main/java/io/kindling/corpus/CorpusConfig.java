package io.kindling.corpus;

/**
 * Where text comes from.
 *
 * @param input a file, a folder with all that lies in it, or a glob, on any file system that Hadoop knows; or
 *     {@code stories:N} or {@code stories:N:SEED}, N stories of the built-in {@link StoryCorpus}
 * @param format auto (by the files' extensions), text (a document per file), lines (a document per line), jsonl or
 *     parquet; auto if null
 * @param field the field of a JSON line or the column of a Parquet file that holds the text; "text" if null
 */
public record CorpusConfig(String input, String format, String field) {
    private static final String BY_EXTENSION = "auto";

    /**
     * Fills in what is null.
     *
     * @throws IllegalArgumentException if input or field is blank, or no format has that name
     */
    public CorpusConfig {
        if (input == null || input.isBlank()) {
            throw new IllegalArgumentException("input is missing: give a file, a folder, a glob or stories:N");
        }
        format = format == null ? BY_EXTENSION : format;
        if (!format.equals(BY_EXTENSION)) {
            Format.parse(format);
        }
        field = field == null ? "text" : field;
        if (field.isBlank()) {
            throw new IllegalArgumentException("field is blank: name the field or column that holds the text");
        }
    }

    /** The documents of {@code input}, in the format that its extension says. */
    public static CorpusConfig of(String input) {
        return new CorpusConfig(input, null, null);
    }

    /** The format that was asked for, or otherwise what the files' names say. */
    Format formatOf(InputFiles files) {
        return format.equals(BY_EXTENSION) ? files.format() : Format.parse(format);
    }
}
