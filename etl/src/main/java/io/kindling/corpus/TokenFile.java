package io.kindling.corpus;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;

/**
 * The tokens of another program, unsigned 16-bit little-endian: documents are what lies between ends of text, wherever
 * the program put these, with the path and the first token's byte as the id. Portions may be cut anywhere, as in
 * {@link Lines}.
 *
 * <pre>
 * llm.c    256 int32: 20240520, 1, the number of tokens, zeros; then the tokens
 * nanoGPT  the tokens
 * </pre>
 */
final class TokenFile extends Records {
    private static final int MAGIC = 20240520;
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 1024;
    private static final int BUFFER_BYTES = 1 << 17;
    private static final int NONE = -1;

    /** A token is four bytes of text, more or less. */
    private static final int MOST_TOKENS = Portion.LARGEST_DOCUMENT / 4;

    private final boolean header;
    private final int endOfText;
    private InputStream in;
    private long position;
    private long end;

    /** {@code header} is true for llm.c's files, which are read whole, and false for nanoGPT's. */
    TokenFile(Portion portion, Configuration hadoop, boolean header, int endOfText) {
        super(portion, hadoop);
        this.header = header;
        this.endOfText = endOfText;
    }

    @Override
    Closeable open(InputStream in) throws IOException {
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
        position = portion().from();
        end = portion().to();
        if (portion().file().bytes() % Short.BYTES != 0) {
            throw new IOException(portion().file().bytes() + " bytes are no whole number of 16-bit tokens");
        }
        if (header) {
            readHeader();
        } else if (position > 0) {
            int id = endOfText + 1;
            while (position <= end && id != endOfText && id != NONE) {
                id = nextId();
            }
        }
        return in;
    }

    private void readHeader() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(in.readNBytes(HEADER_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() < HEADER_BYTES || bytes.getInt(0) != MAGIC || bytes.getInt(4) != VERSION) {
            throw new IOException("has not the header of llm.c's tokens, " + MAGIC + " and " + VERSION
                    + ": without one, set format=nanogpt");
        }
        long due = HEADER_BYTES + Short.BYTES * Integer.toUnsignedLong(bytes.getInt(8));
        if (portion().file().bytes() != due) {
            throw new IOException("has " + portion().file().bytes() + " bytes where its header says " + due);
        }
        position = HEADER_BYTES;
    }

    @Override
    Reading read() throws IOException {
        while (position <= end) {
            long offset = position;
            int[] ids = new int[512];
            int count = 0;
            int id = nextId();
            for (; id != NONE && id != endOfText; id = nextId()) {
                if (count == MOST_TOKENS) {
                    throw new IOException("no end of text (" + endOfText + ") in " + MOST_TOKENS + " tokens");
                }
                if (count == ids.length) {
                    ids = Arrays.copyOf(ids, count * 2);
                }
                ids[count++] = id;
            }
            if (count > 0) {
                return new Reading.Tokens(file() + ":" + offset, file(), offset, Arrays.copyOf(ids, count));
            }
            if (id == NONE) {
                return null;
            }
        }
        return null;
    }

    @Override
    long position() {
        return position;
    }

    private int nextId() throws IOException {
        int low = in.read();
        int high = in.read();
        if (high < 0) {
            return NONE;
        }
        position += Short.BYTES;
        return high << 8 | low;
    }
}
