package io.kindling.mllib;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kindling.tokenizer.BadDataException;
import io.kindling.tokenizer.Bpe;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader.Metadata;
import org.apache.spark.ml.util.MLReader;
import scala.Option;

/** Reads a {@link BpeTokenizerModel}'s folder. */
final class BpeTokenizerModelReader extends MLReader<BpeTokenizerModel> {
    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if there is no such folder
     * @throws BadDataException if its tokenizer.json isn't a byte-level BPE
     */
    @Override
    public BpeTokenizerModel load(String path) {
        try {
            Configuration hadoop = sc().hadoopConfiguration();
            StageFolder.of(hadoop, path).requireWhole();
            Metadata metadata =
                    DefaultParamsReader.loadMetadata(path, sparkSession(), BpeTokenizerModel.class.getName());
            BpeTokenizerModel model = new BpeTokenizerModel(metadata.uid(), tokenizer(hadoop, path));
            metadata.getAndSetParams(model, Option.empty());
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException("path (" + path + ") cannot be read: " + e.getMessage(), e);
        }
    }

    private static Bpe tokenizer(Configuration hadoop, String folder) throws IOException {
        Path path = new Path(folder, BpeTokenizerModel.TOKENIZER);
        FileSystem files = path.getFileSystem(hadoop);
        try (InputStream in = files.open(path)) {
            Tokenizer tokenizer = Tokenizer.parse(new String(in.readAllBytes(), UTF_8), path.toString());
            if (tokenizer instanceof Bpe bpe) {
                return bpe;
            }
            throw new BadDataException(path + ": its model must be BPE, and is another tokenizer's");
        }
    }
}
