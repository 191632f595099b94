package io.kindling.shard;

import io.kindling.tokenizer.BadDataException;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Reads one shard: of the tokens only the blocks that are asked for, each checked against its checksum every time. That
 * is 0.1 µs a block (CRC-32C, 48 GB/s measured on an AVX-512 processor), so remembering what has been checked would save
 * nothing. Safe for use by several threads.
 */
final class ShardReader implements Closeable {
    /** The most bytes that are read at once; whole blocks. */
    private static final int CHUNK_BYTES = 64 * ShardIndex.BLOCK_BYTES;

    private final FileSystem fileSystem;
    private final ShardHeader header;
    private final Path tokenFile;
    private final Path indexFile;
    private final long bytes;
    private final ShardIndex index;
    private final FSDataInputStream tokens;
    private long[] documentEnds;

    /** Opens the shard of this name. */
    ShardReader(ShardFolder folder, String name, ShardHeader expected) throws IOException {
        this(folder.fileSystem(), folder.file(name + ".tokens"), folder.file(name + ".index"), expected);
    }

    /**
     * Opens a shard.
     *
     * @param expected what its header must say
     * @throws BadDataException if a file is missing, cut short, damaged, of another kind or version, or not as expected
     */
    ShardReader(FileSystem fileSystem, Path tokenFile, Path indexFile, ShardHeader expected) throws IOException {
        this.fileSystem = fileSystem;
        this.header = expected;
        this.tokenFile = tokenFile;
        this.indexFile = indexFile;
        this.bytes = expected.offset(expected.tokens());
        this.index = ShardIndex.decode(readIndex(0, blockPartBytes()), indexFile.toString());
        this.tokens = open(tokenFile, bytes);
        try {
            requireExpectedHeader();
        } catch (IOException | RuntimeException e) {
            tokens.close();
            throw e;
        }
    }

    /** Reads {@code count} tokens from {@code position} on, which must lie in the shard. */
    void read(long position, int[] into, int from, int count) throws IOException {
        long first = header.offset(position);
        long end = header.offset(position + count);
        long firstBlock = first / ShardIndex.BLOCK_BYTES;
        long blocks = ShardIndex.blocks(end) - firstBlock;
        byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, blocks * ShardIndex.BLOCK_BYTES)];
        int filled = from;
        for (long at = firstBlock * ShardIndex.BLOCK_BYTES; at < end; at += chunk.length) {
            int length = readChunk(at, chunk);
            int begin = (int) Math.max(0, first - at);
            int stop = (int) Math.min(length, end - at);
            filled += decode(chunk, begin, stop - begin, into, filled);
        }
    }

    /** Reads everything, for the sake of its checksums. */
    void readAll() throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        for (long at = 0; at < bytes; at += chunk.length) {
            readChunk(at, chunk);
        }
        documentEnd(0);
    }

    /** Where a document of this shard ends: its end of text is the token before. */
    long documentEnd(long document) throws IOException {
        return documentEnds()[Math.toIntExact(document)];
    }

    @Override
    public void close() throws IOException {
        tokens.close();
    }

    private synchronized long[] documentEnds() throws IOException {
        if (documentEnds == null) {
            long offset = blockPartBytes();
            byte[] part = readIndex(offset, ShardIndex.documentPartBytes(header.documents()));
            documentEnds = ShardIndex.decodeDocumentEnds(part, offset, indexFile.toString());
        }
        return documentEnds;
    }

    private long blockPartBytes() {
        return ShardIndex.blockPartBytes(ShardIndex.blocks(bytes));
    }

    private byte[] readIndex(long offset, long length) throws IOException {
        long whole = blockPartBytes() + ShardIndex.documentPartBytes(header.documents());
        byte[] part = new byte[Math.toIntExact(length)];
        try (FSDataInputStream in = open(indexFile, whole)) {
            in.readFully(offset, part);
        }
        return part;
    }

    private FSDataInputStream open(Path file, long expectedBytes) throws IOException {
        long found;
        try {
            found = fileSystem.getFileStatus(file).getLen();
        } catch (FileNotFoundException e) {
            throw new BadDataException(file + " is missing: copy it again or write the shards anew", e);
        }
        if (found != expectedBytes) {
            throw new BadDataException(file + " ends at byte " + found + " where " + expectedBytes
                    + " are due: it is cut short or another run's; copy it again or write the shards anew");
        }
        return fileSystem.open(file);
    }

    private void requireExpectedHeader() throws IOException {
        byte[] block = new byte[ShardIndex.BLOCK_BYTES];
        tokens.readFully(0, block, 0, ShardHeader.BYTES);
        ShardHeader.requireReadable(block, tokenFile.toString());
        readChunk(0, block);
        header.requireEqual(ShardHeader.decode(block), tokenFile.toString());
    }

    /** Reads whole blocks from a block's first byte on and returns how many bytes there were. */
    private int readChunk(long at, byte[] chunk) throws IOException {
        int length = (int) Math.min(chunk.length, bytes - at);
        tokens.readFully(at, chunk, 0, length);
        index.requireIntact(chunk, length, at / ShardIndex.BLOCK_BYTES, tokenFile.toString());
        return length;
    }

    private int decode(byte[] chunk, int begin, int length, int[] into, int from) {
        ByteBuffer buffer = ByteBuffer.wrap(chunk, begin, length).order(ByteOrder.LITTLE_ENDIAN);
        if (header.width() == Integer.BYTES) {
            IntBuffer wide = buffer.asIntBuffer();
            wide.get(into, from, wide.limit());
            return wide.limit();
        }
        ShortBuffer narrow = buffer.asShortBuffer();
        for (int token = 0; token < narrow.limit(); token++) {
            into[from + token] = Short.toUnsignedInt(narrow.get(token));
        }
        return narrow.limit();
    }
}
