package io.kindling.corpus;

import io.kindling.tokenizer.BadDataException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;

/**
 * A document in each line, with the path and the line's first byte as the id: {@code plays/hamlet.txt:1024}. Lines end
 * in LF, CR LF or CR.
 *
 * <p>Portions may be cut anywhere: the reader of bytes 100 to 200 leaves out the line that it begins in, and reads on
 * to the end of the line that begins at byte 200 or before. The reader of those from 200 on leaves that one out. So
 * each line is read once, whichever tasks do it.
 */
final class Lines extends Records {
    private final Parser parser;
    private LineScanner lines;
    private long position;
    private long end;

    Lines(Portion portion, Configuration hadoop, Parser parser) {
        super(portion, hadoop);
        this.parser = parser;
    }

    /** Makes a document of a line, or null where there is none in it. */
    @FunctionalInterface
    interface Parser extends Serializable {
        /**
         * Parses the first {@code length} bytes, which are well-formed UTF-8 and may be changed.
         *
         * @throws BadDataException with what is wrong with the line; the caller adds its place
         */
        Reading parse(String file, long offset, byte[] line, int length);
    }

    @Override
    Closeable open(InputStream in) throws IOException {
        lines = new LineScanner(in);
        position = portion().from();
        end = portion().packed() ? Long.MAX_VALUE - 1 : portion().to();
        if (position > 0) {
            position += lines.skip(end - position + 1);
        }
        return in;
    }

    @Override
    Reading read() throws IOException {
        while (position <= end) {
            long offset = position;
            long consumed = lines.read(Portion.LARGEST_DOCUMENT + 1);
            if (consumed == 0) {
                return null;
            }
            position += consumed;
            Reading reading = reading(offset);
            if (reading != null) {
                return reading;
            }
        }
        return null;
    }

    @Override
    long position() {
        return position;
    }

    private Reading reading(long offset) {
        byte[] bytes = lines.line();
        int length = lines.length();
        if (length > Portion.LARGEST_DOCUMENT) {
            return malformed(offset, tooLong("a line", "break it"));
        }
        int malformed = Utf8.malformedAt(bytes, length);
        if (malformed >= 0) {
            return malformed(offset, Utf8.complaint(bytes[malformed], malformed));
        }
        if (offset == 0 && Utf8.beginsWithMark(bytes, length)) {
            bytes = Utf8.withoutMark(Arrays.copyOf(bytes, length));
            length = bytes.length;
        }
        try {
            return parser.parse(file(), offset, bytes, length);
        } catch (BadDataException e) {
            return malformed(offset, e.getMessage());
        }
    }

    /** The parser of plain lines. */
    static Reading plain(String file, long offset, byte[] line, int length) {
        return length == 0 ? null : new Reading.Text(file + ":" + offset, file, Arrays.copyOf(line, length));
    }

    /** Whether there is nothing but white space and control characters from {@code from} to {@code to}. */
    static boolean isBlank(byte[] line, int from, int to) {
        for (int at = from; at < to; at++) {
            if (line[at] > ' ' || line[at] < 0) {
                return false;
            }
        }
        return true;
    }
}
