package io.kindling.shard;

import io.kindling.shard.Manifest.Shard;
import io.kindling.shard.ShardFolder.Attempt;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Writes the two files of one shard, as an attempt of a task. The layout of the bytes is that of {@link ShardHeader}
 * and {@link ShardIndex}.
 */
final class ShardWriter implements Closeable {
    private final ShardFolder folder;
    private final String name;
    private final Attempt tokenFile;
    private final Attempt indexFile;
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
     * @param task a number that no other writer of this run has
     */
    ShardWriter(ShardFolder folder, String name, long task, ShardHeader header) throws IOException {
        this.folder = folder;
        this.name = name;
        this.tokenFile = folder.attempt(task, name + ".tokens");
        this.indexFile = folder.attempt(task, name + ".index");
        this.header = header;
        this.documentEnds = new long[Math.toIntExact(header.documents())];
        this.out = folder.create(tokenFile);
        byte[] front = header.encoded();
        write(front, 0, front.length);
    }

    /**
     * Writes a document.
     *
     * @param encoded its tokens, end of text the last of them, as they lie in the file, are {@code length} bytes of it
     * @param textBytes of its text in UTF-8
     */
    void add(byte[] encoded, int from, int length, long textBytes) throws IOException {
        write(encoded, from, length);
        tokens += length / header.width();
        this.textBytes += textBytes;
        documentEnds[documents++] = tokens;
    }

    /** Writes the index and reads everything back. */
    Shard finish() throws IOException {
        if (tokens != header.tokens() || documents != header.documents()) {
            throw new IllegalStateException(name + " was to have " + header.tokens() + " tokens in "
                    + header.documents() + " documents and got " + tokens + " in " + documents);
        }
        out.close();
        try (OutputStream index = folder.create(indexFile)) {
            index.write(ShardIndex.encode(checksums.finish(), documentEnds));
        }
        try (ShardReader written =
                new ShardReader(folder.fileSystem(), folder.file(tokenFile), folder.file(indexFile), header)) {
            written.readAll();
        }
        return new Shard(name, tokens, documents, textBytes, sha256.hex());
    }

    /** The files, to be given their names. */
    List<Attempt> attempts() {
        return List.of(tokenFile, indexFile);
    }

    /** Gives up what isn't finished; the files of an attempt stay for the driver to delete. */
    @Override
    public void close() throws IOException {
        out.close();
    }

    private void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        sha256.update(bytes, from, length);
        checksums.update(bytes, from, length);
    }
}
