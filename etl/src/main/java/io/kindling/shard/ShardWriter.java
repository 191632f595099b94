package io.kindling.shard;

import io.kindling.shard.Manifest.Shard;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes the two files of one shard, under the names of an attempt until {@link #finish}. The layout of the bytes is
 * that of {@link ShardHeader} and {@link ShardIndex}.
 */
final class ShardWriter implements Closeable {
    private final ShardFolder folder;
    private final String name;
    private final long attempt;
    private final ShardHeader header;
    private final OutputStream out;
    private final Sha256 sha256 = new Sha256();
    private final BlockChecksums checksums = new BlockChecksums();
    private final long[] documentEnds;
    private int documents;
    private long tokens;
    private long textBytes;

    /**
     * Begins the files.
     *
     * @param header says how many documents and tokens will come
     * @param attempt a number that no other writer of this shard has
     */
    ShardWriter(ShardFolder folder, String name, long attempt, ShardHeader header) throws IOException {
        this.folder = folder;
        this.name = name;
        this.attempt = attempt;
        this.header = header;
        this.documentEnds = new long[Math.toIntExact(header.documents())];
        this.out = folder.begin(attemptName(".tokens"));
        write(header.encoded());
    }

    /**
     * Writes a document.
     *
     * @param encoded its tokens, end of text the last of them, as they lie in the file
     * @param bytes of its text in UTF-8
     */
    void add(byte[] encoded, long bytes) throws IOException {
        write(encoded);
        tokens += encoded.length / header.width();
        textBytes += bytes;
        documentEnds[documents++] = tokens;
    }

    /** Writes the index, reads everything back, and gives both files their names. */
    Shard finish() throws IOException {
        if (tokens != header.tokens() || documents != header.documents()) {
            throw new IllegalStateException(name + " was to have " + header.tokens() + " tokens in "
                    + header.documents() + " documents and got " + tokens + " in " + documents);
        }
        out.close();
        try (OutputStream index = folder.begin(attemptName(".index"))) {
            index.write(ShardIndex.encode(checksums.finish(), documentEnds));
        }
        try (ShardReader written = new ShardReader(folder, attemptName(".tokens"), attemptName(".index"), header)) {
            written.readAll();
        }
        folder.publish(attemptName(".index"), name + ".index");
        folder.publish(attemptName(".tokens"), name + ".tokens");
        return new Shard(name, tokens, documents, textBytes, sha256.hex());
    }

    /** Gives up what isn't finished; the files of an attempt stay for the driver to delete. */
    @Override
    public void close() throws IOException {
        out.close();
    }

    private String attemptName(String extension) {
        return ShardFolder.attemptName(attempt, name + extension);
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        sha256.update(bytes);
        checksums.update(bytes);
    }
}
