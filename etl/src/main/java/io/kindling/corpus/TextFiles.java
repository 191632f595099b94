package io.kindling.corpus;

import io.kindling.corpus.InputFiles.InputFile;
import io.kindling.tokenizer.BadDataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/** A document per file, its relative path the id. A byte order mark is dropped; empty files are left out. */
final class TextFiles {
    /** Files are read in tasks of about so many bytes, once there are enough of them for every core. */
    private static final long TASK_BYTES = 32L << 20;

    private TextFiles() {}

    static JavaRDD<Row> read(JavaSparkContext spark, InputFiles inputs) {
        Broadcast<SerializableConfiguration> hadoop = SerializableConfiguration.broadcast(spark.sc());
        String root = inputs.root();
        long tasks = Math.max(spark.defaultParallelism(), inputs.bytes() / TASK_BYTES);
        return spark.parallelize(
                        inputs.files(), (int) Math.min(tasks, inputs.files().size()))
                .filter(file -> file.bytes() > 0)
                .map(file -> {
                    byte[] text = read(hadoop.value().value(), new Path(root + file.name()), file);
                    return DocumentRow.of(file.name(), file.name(), text, file.name());
                })
                .filter(row -> row.<byte[]>getAs(2).length > 0);
    }

    private static byte[] read(Configuration hadoop, Path path, InputFile file) {
        DocumentRow.requireLength(file.bytes(), file.name());
        try (InputStream raw = path.getFileSystem(hadoop).open(path);
                InputStream text = file.compression().isEmpty()
                        ? raw
                        : new CompressionCodecFactory(hadoop).getCodec(path).createInputStream(raw)) {
            byte[] bytes = text.readNBytes(DocumentRow.LARGEST + 1);
            return startsWithMark(bytes) ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes;
        } catch (IOException e) {
            throw unreadable(e, file.name());
        }
    }

    /** A compressed file that can't be read is taken for damaged, any other for trouble with the file system. */
    static RuntimeException unreadable(IOException cause, String name) {
        CompressionCodec codec = new CompressionCodecFactory(new Configuration()).getCodec(new Path(name));
        String message = name + " cannot be read: " + cause.getMessage();
        return codec == null
                ? new UncheckedIOException(message, cause)
                : new BadDataException(
                        message + ": it is damaged, cut short or no " + codec.getDefaultExtension() + " file", cause);
    }

    private static boolean startsWithMark(byte[] bytes) {
        return bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    }
}
