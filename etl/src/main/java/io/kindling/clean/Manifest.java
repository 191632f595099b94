package io.kindling.clean;

import io.kindling.corpus.CorpusConfig;
import java.io.Serializable;
import java.util.List;

/**
 * What lies in a folder of cleaned documents: {@code manifest.json}. It is written last, so a folder that has one is
 * whole.
 *
 * @param format "kindling documents"
 * @param version of the format: 1
 * @param documents that were kept
 * @param bytes of their text in UTF-8
 */
record Manifest(
        String format,
        int version,
        long documents,
        long bytes,
        List<File> files,
        CorpusConfig source,
        CleanConfig configuration) {
    private static final String FORMAT = "kindling documents";
    private static final int VERSION = 1;

    /**
     * A file of JSON lines.
     *
     * @param bytes of its texts in UTF-8
     * @param sha256 of the file, in hexadecimal
     */
    record File(String name, long documents, long bytes, String sha256) implements Serializable {}

    Manifest(CorpusConfig source, CleanConfig configuration, List<File> files, long documents, long bytes) {
        this(FORMAT, VERSION, documents, bytes, files, source, configuration);
    }

    String json() {
        return CleanReport.json(this);
    }
}
