package io.kindling.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kindling.checkpoint.BadModelException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Text files of models and tokenizers, whose size is looked at before they are read. */
final class BoundedText {
    /** Vocabularies of a million tokens stay below it. */
    static final int LARGEST_TOKENIZER = 1 << 26;

    static final int LARGEST_CONFIG = 1 << 20;

    private BoundedText() {}

    /** The text of a file, which must be UTF-8 of at most {@code most} bytes. */
    static String read(FileSystem files, Path path, int most) throws IOException {
        long length = length(files, path);
        if (length > most) {
            throw new BadModelException(
                    "%s: length (%d) must be at most %d bytes: this is no such file".formatted(path, length, most));
        }
        try (InputStream in = files.open(path)) {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(in.readNBytes(most)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadModelException("%s: must be text in UTF-8, and isn't".formatted(path), e);
        }
    }

    private static long length(FileSystem files, Path path) throws IOException {
        try {
            return files.getFileStatus(path).getLen();
        } catch (FileNotFoundException e) {
            throw new BadModelException(
                    path + " is missing: " + path.getParent()
                            + " is neither a run with a finished checkpoint nor a model",
                    e);
        }
    }
}
