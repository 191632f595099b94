package io.kindling.corpus;

import java.io.Serializable;

/**
 * What a reader makes of one record of the input: a text, or the ids of one, or the reason why it is neither.
 *
 * <p>A record that can't be read is a value and not an exception, so that it can be counted and kept like the others.
 */
public sealed interface Reading extends Serializable {
    /** The file that it comes from, relative to the input; within an archive {@code books.zip!/hamlet.txt}. */
    String source();

    /** A document as text: well-formed UTF-8, not empty. */
    final class Text implements Reading {
        private static final long serialVersionUID = 1L;

        private final String id;
        private final String source;
        private final byte[] utf8;

        Text(String id, String source, byte[] utf8) {
            this.id = id;
            this.source = source;
            this.utf8 = utf8;
        }

        /** As {@link Document#getId}. */
        public String id() {
            return id;
        }

        @Override
        public String source() {
            return source;
        }

        /** The array itself, not to be changed. */
        public byte[] utf8() {
            return utf8;
        }
    }

    /** A document as the ids of another program's shards; nobody has looked at them yet. */
    final class Tokens implements Reading {
        private static final long serialVersionUID = 1L;

        private final String id;
        private final String source;
        private final long offset;
        private final int[] ids;

        Tokens(String id, String source, long offset, int[] ids) {
            this.id = id;
            this.source = source;
            this.offset = offset;
            this.ids = ids;
        }

        /** As {@link Document#getId}. */
        public String id() {
            return id;
        }

        @Override
        public String source() {
            return source;
        }

        /** Where it begins, as in {@link Malformed}. */
        public long offset() {
            return offset;
        }

        /** The array itself, not to be changed; without the end of text that closed it. */
        public int[] ids() {
            return ids;
        }

        /** This record, found to be none. */
        public Malformed malformed(String reason) {
            return new Malformed(source, offset, reason);
        }
    }

    /**
     * A record that can't be read.
     *
     * @param offset where it begins: a byte of the text that is in the file once it is unpacked, or a row of a Parquet
     *     file
     * @param reason what is wrong with it and what can be done
     */
    record Malformed(String source, long offset, String reason) implements Reading {
        /** As a message: {@code a.jsonl, byte 14: not JSON}. */
        public String message() {
            return source + ", " + (source.endsWith(".parquet") ? "row " : "byte ") + offset + ": " + reason;
        }
    }
}
