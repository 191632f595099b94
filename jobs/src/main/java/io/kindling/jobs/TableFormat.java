package io.kindling.jobs;

/** How a table lies in its files. */
enum TableFormat {
    PARQUET("parquet"),
    /** A JSON object a line. */
    JSONL("json");

    private final String source;

    TableFormat(String source) {
        this.source = source;
    }

    /** Spark's name for it. */
    String source() {
        return source;
    }
}
