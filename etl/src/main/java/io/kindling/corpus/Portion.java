package io.kindling.corpus;

import io.kindling.corpus.InputFiles.InputFile;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * The bytes of a file that one reader is answerable for: those of the records that begin there, as
 * {@link Lines} has it.
 *
 * @param from the first byte; 0 in a packed file
 * @param to the byte after the last; in a packed file, that of the file
 */
record Portion(String root, InputFile file, long from, long to) implements Serializable {
    /**
     * The most bytes that one document may have, since its text and its tokens have to fit in memory several times,
     * once in each task of an executor.
     */
    static final int LARGEST_DOCUMENT = 32 << 20;

    /** How much more than its size a file may hold before it is taken for an attack: text packs to a twentieth. */
    private static final long MOST_UNPACKED = 200;

    private static final int BUFFER_BYTES = 1 << 17;

    /** The file from {@link #from} on, unpacked. An IOException from it, or from its making, means a damaged file. */
    InputStream open(Configuration hadoop) throws IOException {
        InputStream raw = raw(hadoop);
        try {
            return packed()
                    ? new SmallReads(bounded(file.compression().unpack(new BufferedInputStream(raw, BUFFER_BYTES))))
                    : raw;
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    /** Whether it is a whole file that nobody can cut. */
    boolean packed() {
        return file.compression() != Compression.NONE;
    }

    /** How many bytes may come out of a file. */
    long mostUnpacked() {
        return LARGEST_DOCUMENT + MOST_UNPACKED * file.bytes();
    }

    /** The complaint about one that holds more. */
    IOException unpacksToTooMuch() {
        return new IOException("unpacks to more than " + MOST_UNPACKED + " times its size: that is no text");
    }

    private InputStream bounded(InputStream in) throws IOException {
        return BoundedInputStream.builder()
                .setInputStream(in)
                .setMaxCount(mostUnpacked())
                .setOnMaxCount((most, count) -> {
                    throw unpacksToTooMuch();
                })
                .get();
    }

    private InputStream raw(Configuration hadoop) {
        Path path = new Path(root + file.name());
        try {
            FSDataInputStream in = path.getFileSystem(hadoop).open(path);
            in.seek(from);
            return new Raw(in, file.name());
        } catch (IOException e) {
            throw unreadable(file.name(), e);
        }
    }

    /** Unpacks a little at a time: of a read that comes upon damage, all is lost that came before it. */
    private static final class SmallReads extends FilterInputStream {
        private static final int BYTES = 4096;

        SmallReads(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return in.read(into, from, Math.min(length, BYTES));
        }
    }

    private static UncheckedIOException unreadable(String name, IOException cause) {
        return new UncheckedIOException(name + " cannot be read: " + cause.getMessage(), cause);
    }

    /** The bytes as they lie there. Trouble with the file system is no fault of the file: it ends the task. */
    private static final class Raw extends FilterInputStream {
        private final String name;

        Raw(InputStream in, String name) {
            super(in);
            this.name = name;
        }

        @Override
        public int read() {
            try {
                return in.read();
            } catch (IOException e) {
                throw unreadable(name, e);
            }
        }

        @Override
        public int read(byte[] into, int from, int length) {
            try {
                return in.read(into, from, length);
            } catch (IOException e) {
                throw unreadable(name, e);
            }
        }
    }
}
