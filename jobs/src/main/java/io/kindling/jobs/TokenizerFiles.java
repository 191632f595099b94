package io.kindling.jobs;

import io.kindling.tokenizer.BadDataException;
import io.kindling.tokenizer.Bpe;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Tokenizers on Hadoop's file systems, in any of the forms that Hugging Face and GPT-2 have given them. */
final class TokenizerFiles {
    private TokenizerFiles() {}

    /**
     * Reads a {@code tokenizer.json}, or a folder that holds one, or holds GPT-2's {@code vocab.json} and {@code
     * merges.txt}.
     *
     * @throws IllegalArgumentException if there is no such thing
     * @throws BadDataException or a BadModelException if the files aren't a tokenizer
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
        return BoundedText.read(files, path, BoundedText.LARGEST_TOKENIZER);
    }
}
