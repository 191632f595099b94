package io.kindling.shard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kindling.shard.Manifest.Part;
import io.kindling.tokenizer.BadDataException;
import io.kindling.tokenizer.Tokenizer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;

/** A folder of token shards, as {@link Sharding} writes it, opened for reading. */
public final class Shards {
    /** The part that a model learns from. */
    public static final String TRAIN = "train";
    /** The part that it is measured on. */
    public static final String VALIDATION = "validation";

    private final ShardFolder folder;
    private final Manifest manifest;
    private final String tokenizerJson;

    private Shards(ShardFolder folder, Manifest manifest, String tokenizerJson) {
        this.folder = folder;
        this.manifest = manifest;
        this.tokenizerJson = tokenizerJson;
    }

    /**
     * Opens a folder: reads its manifest and its tokenizer.
     *
     * @throws IllegalArgumentException if there is no such folder
     * @throws BadDataException if it isn't whole or not one of shards
     */
    public static Shards open(Configuration hadoop, String path) throws IOException {
        ShardFolder folder = ShardFolder.at(hadoop, path);
        if (!folder.fileSystem().exists(folder.path())) {
            throw new IllegalArgumentException("shards (" + path + ") don't exist: write them first with tokenize");
        }
        String manifestFile = folder.file(Manifest.FILE).toString();
        Manifest manifest = Manifest.parse(
                new String(read(folder, Manifest.FILE, "no shards were written there, or not to the end"), UTF_8),
                manifestFile);
        byte[] tokenizer = read(folder, ShardFolder.TOKENIZER, "it is half of a copy");
        requireTokenizer(manifest, tokenizer, folder.file(ShardFolder.TOKENIZER).toString());
        return new Shards(folder, manifest, new String(tokenizer, UTF_8));
    }

    /** The folder, with its file system and its whole path: the same on any machine. */
    public String path() {
        return folder.fileSystem().makeQualified(folder.path()).toString();
    }

    public Manifest manifest() {
        return manifest;
    }

    /** The {@code tokenizer.json} that the tokens were made with. */
    public String tokenizerJson() {
        return tokenizerJson;
    }

    /** The tokenizer itself. */
    public Tokenizer tokenizer() {
        return Tokenizer.parse(tokenizerJson, folder.file(ShardFolder.TOKENIZER).toString());
    }

    /**
     * The tokens of a part, to be closed after use.
     *
     * @throws IllegalArgumentException if there is no such part
     */
    public TokenStream part(String name) {
        Part part = manifest.parts().get(name);
        if (part == null) {
            throw new IllegalArgumentException("shards (" + folder.path() + ") have no " + name + " part, only "
                    + manifest.parts().keySet() + ": write them anew with a validationFraction above 0");
        }
        return new TokenStream(name, folder, manifest, part);
    }

    private static byte[] read(ShardFolder folder, String name, String cause) throws IOException {
        try (InputStream in = folder.fileSystem().open(folder.file(name))) {
            return in.readAllBytes();
        } catch (FileNotFoundException e) {
            throw new BadDataException(folder.path() + " has no " + name + ": " + cause + "; write the shards anew", e);
        }
    }

    private static void requireTokenizer(Manifest manifest, byte[] tokenizer, String file) {
        String found = new Sha256().update(tokenizer).hex();
        if (!found.equals(manifest.tokenizer())) {
            throw new BadDataException(file + ": its SHA-256 is " + found + " where manifest.json says "
                    + manifest.tokenizer() + ": put back the one that the shards were written with");
        }
    }
}
