package io.kindling.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kindling.tokenizer.BadDataException;
import io.kindling.tokenizer.Bpe;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Tokenizers on Hadoop's file systems, in any of the forms that Hugging Face and GPT-2 have given them. */
final class TokenizerFiles {
    /** Vocabularies of millions of tokens stay far below it. */
    private static final long LARGEST_FILE = 1L << 28;

    private TokenizerFiles() {}

    /**
     * Reads a {@code tokenizer.json}, or a folder that holds one, or holds GPT-2's {@code vocab.json} and {@code
     * merges.txt}.
     *
     * @throws IllegalArgumentException if there is no such thing
     * @throws BadDataException if the files aren't a tokenizer
     */
    static Tokenizer read(Configuration hadoop, String tokenizer) throws IOException {
        Path path = new Path(tokenizer);
        FileSystem files = path.getFileSystem(hadoop);
        if (!files.exists(path)) {
            throw new IllegalArgumentException(
                    "tokenizer (%s) does not exist: the command tokenizer makes one".formatted(tokenizer));
        }
        Path json = files.getFileStatus(path).isFile() ? path : new Path(path, "tokenizer.json");
        if (files.exists(json)) {
            return Tokenizer.parse(text(files, json), json.toString());
        }
        Path vocabulary = new Path(path, "vocab.json");
        Path merges = new Path(path, "merges.txt");
        if (files.exists(vocabulary) && files.exists(merges)) {
            return Bpe.fromGpt2(text(files, vocabulary), text(files, merges));
        }
        throw new IllegalArgumentException(
                "tokenizer (%s) must be a tokenizer.json, or a folder that holds one or vocab.json and merges.txt"
                        .formatted(tokenizer));
    }

    private static String text(FileSystem files, Path path) throws IOException {
        long length = files.getFileStatus(path).getLen();
        if (length > LARGEST_FILE) {
            throw new BadDataException("%s: length (%d) must be at most %d bytes: this is no tokenizer"
                    .formatted(path, length, LARGEST_FILE));
        }
        try (InputStream stream = files.open(path)) {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(stream.readAllBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadDataException("%s: must be text in UTF-8, and isn't".formatted(path), e);
        }
    }
}
