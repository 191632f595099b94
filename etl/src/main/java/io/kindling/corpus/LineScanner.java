package io.kindling.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The lines of a stream, which end in LF, CR LF or CR; memory holds one of them, or as much of it as is wanted. */
final class LineScanner {
    private static final StopBytes END = new StopBytes('\n', '\r', '\0');

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 17];
    private int at;
    private int limit;
    private byte[] line = new byte[1 << 10];
    private int length;

    LineScanner(InputStream in) {
        this.in = in;
    }

    /**
     * Reads the next line.
     *
     * @param most bytes of it that are kept; the others are read and left out
     * @return the bytes read, with those that end the line; 0 at the end of the stream
     */
    long read(int most) throws IOException {
        return read(most, Long.MAX_VALUE);
    }

    /** Goes on to the next line, or to the buffer's end once {@code enough} bytes were read; returns how many were. */
    long skip(long enough) throws IOException {
        return read(0, enough);
    }

    private long read(int most, long enough) throws IOException {
        length = 0;
        long consumed = 0;
        while (consumed < enough && fill()) {
            int end = END.find(buffer, at, limit);
            keep(end, most);
            consumed += end - at;
            at = end;
            if (at < limit) {
                return consumed + lineEnd();
            }
        }
        return consumed;
    }

    private void keep(int end, int most) {
        int kept = Math.min(end - at, most - length);
        if (kept > line.length - length) {
            line = Arrays.copyOf(line, Math.max(length + kept, (int) Math.min(2L * line.length, most)));
        }
        System.arraycopy(buffer, at, line, length, kept);
        length += kept;
    }

    /** Goes past the characters that end the line, and returns how many they are. */
    private int lineEnd() throws IOException {
        if (buffer[at++] == '\r' && fill() && buffer[at] == '\n') {
            at++;
            return 2;
        }
        return 1;
    }

    private boolean fill() throws IOException {
        if (at == limit) {
            at = 0;
            limit = Math.max(in.read(buffer), 0);
        }
        return at < limit;
    }

    /** The line last read is in its first {@link #length} bytes; the next line is read into them too. */
    byte[] line() {
        return line;
    }

    int length() {
        return length;
    }
}
