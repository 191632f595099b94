package io.kindling.shard;

import io.kindling.shard.Manifest.Part;
import io.kindling.shard.Manifest.Shard;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The tokens of one part, one after the other through all its shards, and where documents end. Every token can be read
 * at once by its position. Shards are opened when first touched; what is read is checked. Safe for use by several
 * threads.
 */
public final class TokenStream implements Closeable {
    private final String name;
    private final ShardFolder folder;
    private final Manifest manifest;
    private final List<Shard> shards;
    /** Of each shard and of what comes after the last: the number of tokens and of documents in the shards before. */
    private final long[] firstTokens;

    private final long[] firstDocuments;
    private final ShardReader[] readers;

    TokenStream(String name, ShardFolder folder, Manifest manifest, Part part) {
        this.name = name;
        this.folder = folder;
        this.manifest = manifest;
        this.shards = part.shards();
        this.readers = new ShardReader[shards.size()];
        this.firstTokens = new long[shards.size() + 1];
        this.firstDocuments = new long[shards.size() + 1];
        for (int shard = 0; shard < shards.size(); shard++) {
            firstTokens[shard + 1] = firstTokens[shard] + shards.get(shard).tokens();
            firstDocuments[shard + 1] =
                    firstDocuments[shard] + shards.get(shard).documents();
        }
    }

    /** The part's name, "train" or "validation". */
    public String name() {
        return name;
    }

    /** How many there are, end of text included. */
    public long tokens() {
        return firstTokens[shards.size()];
    }

    public long documents() {
        return firstDocuments[shards.size()];
    }

    /**
     * Where a document ends: the position after its end of text, at which the next one begins.
     *
     * @throws io.kindling.tokenizer.BadDataException if the shard is missing or damaged
     */
    public long documentEnd(long document) throws IOException {
        Objects.checkIndex(document, documents());
        int shard = shardOf(firstDocuments, document);
        return firstTokens[shard] + reader(shard).documentEnd(document - firstDocuments[shard]);
    }

    /**
     * Reads the {@code count} tokens from {@code position} on into {@code into}, from its element {@code from} on.
     *
     * @throws IndexOutOfBoundsException if there are fewer, or no room for them
     * @throws io.kindling.tokenizer.BadDataException if a shard is missing or damaged
     */
    public void read(long position, int[] into, int from, int count) throws IOException {
        Objects.checkFromIndexSize(from, count, into.length);
        Objects.checkFromIndexSize(position, (long) count, tokens());
        long end = position + count;
        int filled = from;
        for (long at = position; at < end; ) {
            int shard = shardOf(firstTokens, at);
            int length = (int) (Math.min(end, firstTokens[shard + 1]) - at);
            reader(shard).read(at - firstTokens[shard], into, filled, length);
            filled += length;
            at += length;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        for (ShardReader reader : readers) {
            if (reader != null) {
                reader.close();
            }
        }
    }

    private synchronized ShardReader reader(int shard) throws IOException {
        if (readers[shard] == null) {
            Shard entry = shards.get(shard);
            ShardHeader header =
                    new ShardHeader(manifest.width(), entry.tokens(), entry.documents(), manifest.tokenizer());
            readers[shard] = new ShardReader(folder, entry.name(), header);
        }
        return readers[shard];
    }

    /** The shard that holds an element, by binary search; none is empty. */
    private static int shardOf(long[] firsts, long element) {
        int found = Arrays.binarySearch(firsts, element);
        return found >= 0 ? found : -found - 2;
    }
}
