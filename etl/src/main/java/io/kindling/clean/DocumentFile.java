package io.kindling.clean;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.kindling.shard.ShardFolder;
import io.kindling.shard.ShardFolder.Attempt;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A file of JSON lines with documents, id, source and text, and what was found in them; made with the first of them. */
final class DocumentFile implements Closeable {
    private static final JsonFactory JSON = new JsonFactory();

    private final ShardFolder folder;
    private final Attempt attempt;
    private final MessageDigest digest;
    private JsonGenerator out;
    private long documents;
    private long bytes;

    DocumentFile(ShardFolder folder, long task, String name) {
        this.folder = folder;
        this.attempt = folder.attempt(task, name);
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    void write(String id, String source, byte[] text, List<Finding> findings) throws IOException {
        if (out == null) {
            out = JSON.createGenerator(new DigestOutputStream(folder.create(attempt), digest), JsonEncoding.UTF8);
            out.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
        }
        out.writeStartObject();
        out.writeStringField("id", id);
        out.writeStringField("source", source);
        out.writeFieldName("text");
        out.writeUTF8String(text, 0, text.length);
        if (!findings.isEmpty()) {
            out.writeFieldName("findings");
            out.writeRawValue(new String(FindingsJson.write(findings), UTF_8));
        }
        out.writeEndObject();
        documents++;
        bytes += text.length;
    }

    /** Whether there was any document. */
    boolean begun() {
        return out != null;
    }

    Attempt attempt() {
        return attempt;
    }

    /** What the manifest says of it, once it is closed. */
    Manifest.File entry() {
        return new Manifest.File(
                attempt.name(), documents, bytes, HexFormat.of().formatHex(digest.digest()));
    }

    @Override
    public void close() {
        if (out == null) {
            return;
        }
        try {
            out.writeRaw('\n');
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
