package io.kindling.corpus;

import io.kindling.corpus.Reading.Malformed;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/**
 * The records of a portion, one after the other; memory holds one of them. A damaged file ends in a malformed record:
 * what can be read before it is read.
 */
abstract class Records implements Closeable {
    private final Portion portion;
    private final Configuration hadoop;
    private Closeable opened;
    private boolean ended;

    Records(Portion portion, Configuration hadoop) {
        this.portion = portion;
        this.hadoop = hadoop;
    }

    /** Makes the records of a portion, on whatever machine reads it. */
    @FunctionalInterface
    interface Format extends Serializable {
        Records open(Portion portion, Configuration hadoop);
    }

    /** Takes the stream of the portion, before the first record, and returns what closes it. */
    abstract Closeable open(InputStream in) throws IOException;

    /** Reads the next record, or null if there is none. */
    abstract Reading read() throws IOException;

    /** How far reading has come, in bytes of the unpacked file. */
    abstract long position();

    /** The next record, or null if there is none; a stream that can't be read on is the last one. */
    final Reading next() {
        if (ended) {
            return null;
        }
        try {
            if (opened == null) {
                InputStream in = portion.open(hadoop);
                opened = in;
                opened = open(in);
            }
            return read();
        } catch (IOException e) {
            ended = true;
            String reason = e instanceof EOFException ? "its end is missing" : e.getMessage();
            return malformed(position(), "cannot be read on (" + reason + "): it is damaged or cut short");
        }
    }

    @Override
    public final void close() throws IOException {
        if (opened != null) {
            opened.close();
        }
    }

    final Portion portion() {
        return portion;
    }

    final String file() {
        return portion.file().name();
    }

    final Malformed malformed(long offset, String reason) {
        return new Malformed(file(), offset, reason);
    }

    /**
     * A whole text as a document, unless it is too long or isn't UTF-8; null if it is empty.
     *
     * @param text in which a byte order mark is no text; it may be cut off where it exceeds the limit
     */
    static Reading document(String source, byte[] text) {
        if (text.length > Portion.LARGEST_DOCUMENT) {
            return new Malformed(source, 0, tooLong("a document", "set format=lines to make each line a document"));
        }
        int malformed = Utf8.malformedAt(text, text.length);
        if (malformed >= 0) {
            return new Malformed(source, 0, Utf8.complaint(text[malformed], malformed));
        }
        byte[] unmarked = Utf8.withoutMark(text);
        return unmarked.length == 0 ? null : new Reading.Text(source, source, unmarked);
    }

    static String tooLong(String what, String remedy) {
        return what + " of more than " + Portion.LARGEST_DOCUMENT + " bytes: cut it up, or " + remedy;
    }
}
