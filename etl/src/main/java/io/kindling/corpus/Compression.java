package io.kindling.corpus;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * How a file is packed, by its name. Nobody can begin in the middle of a packed file: one task reads it from its first
 * byte to its last.
 */
enum Compression {
    NONE(null, null),
    GZIP(".gz", ".tgz"),
    BZIP2(".bz2", ".tbz2"),
    ZSTD(".zst", ".tzst");

    private final String extension;
    /** That of a tar archive, packed. */
    private final String tarExtension;

    Compression(String extension, String tarExtension) {
        this.extension = extension;
        this.tarExtension = tarExtension;
    }

    static Compression ofFile(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (Compression compression : values()) {
            if (compression != NONE
                    && (lower.endsWith(compression.extension) || lower.endsWith(compression.tarExtension))) {
                return compression;
            }
        }
        return NONE;
    }

    /** The name of what is packed: {@code a.tar} for a.tar.gz and for a.tgz. */
    String unpackedName(String name) {
        if (this == NONE) {
            return name;
        }
        String stem = name.substring(0, name.lastIndexOf('.'));
        return name.toLowerCase(Locale.ROOT).endsWith(tarExtension) ? stem + ".tar" : stem;
    }

    /** Several packed streams, one after the other, are one text, as the programs that pack have it. */
    InputStream unpack(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP ->
                GzipCompressorInputStream.builder()
                        .setInputStream(in)
                        .setDecompressConcatenated(true)
                        .get();
            case BZIP2 -> new BZip2CompressorInputStream(in, true);
            case ZSTD -> new ZstdInputStream(in);
        };
    }
}
