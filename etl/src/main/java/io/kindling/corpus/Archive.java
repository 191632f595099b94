package io.kindling.corpus;

import io.kindling.corpus.Reading.Malformed;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Locale;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.hadoop.conf.Configuration;

/**
 * An archive, each entry of which is a document with its path as the id: {@code books.zip!/plays/hamlet.txt}. Entries
 * are read as they come and never unpacked to a file, so their names can't lead anywhere; archives within archives
 * stay closed.
 */
final class Archive extends Records {
    private static final int BUFFER_BYTES = 1 << 17;

    private final PathMatcher chosen;
    private ArchiveInputStream<? extends ArchiveEntry> archive;
    private long unpacked;

    /** Only entries whose paths match the glob are read. */
    Archive(Portion portion, Configuration hadoop, String entries) {
        super(portion, hadoop);
        this.chosen = FileSystems.getDefault().getPathMatcher("glob:" + entries);
    }

    @Override
    Closeable open(InputStream in) {
        String name = portion().file().unpackedName().toLowerCase(Locale.ROOT);
        archive = name.endsWith(".tar") ? new TarArchiveInputStream(in) : new ZipArchiveInputStream(in);
        return archive;
    }

    @Override
    Reading read() throws IOException {
        for (ArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
            if (isFile(entry) && isChosen(entry.getName())) {
                Reading reading = reading(entry);
                if (reading != null) {
                    return reading;
                }
            }
        }
        return null;
    }

    @Override
    long position() {
        return unpacked;
    }

    private Reading reading(ArchiveEntry entry) throws IOException {
        String source = file() + "!/" + entry.getName();
        if (!archive.canReadEntryData(entry)) {
            return new Malformed(source, 0, "is encrypted or packed in an unknown way: pack it anew");
        }
        byte[] text = archive.readNBytes(Portion.LARGEST_DOCUMENT + 1);
        count(text.length);
        if (text.length > Portion.LARGEST_DOCUMENT) {
            readOver();
        }
        return document(source, text);
    }

    /** Reads the rest of an entry that is too long. */
    private void readOver() throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = archive.read(buffer); read >= 0; read = archive.read(buffer)) {
            count(read);
        }
    }

    private void count(int bytes) throws IOException {
        unpacked += bytes;
        if (unpacked > portion().mostUnpacked()) {
            throw portion().unpacksToTooMuch();
        }
    }

    private static boolean isFile(ArchiveEntry entry) {
        if (entry instanceof TarArchiveEntry tar) {
            return tar.isFile() && !tar.isLink() && !tar.isSymbolicLink();
        }
        return !entry.isDirectory();
    }

    private boolean isChosen(String name) {
        try {
            return chosen.matches(Path.of(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
