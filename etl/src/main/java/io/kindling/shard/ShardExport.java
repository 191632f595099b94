package io.kindling.shard;

import io.kindling.corpus.Sql;
import io.kindling.shard.Manifest.Part;
import io.kindling.shard.Manifest.Shard;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Writes shards as other programs keep tokens. The output gets its name when it is whole.
 *
 * <pre>
 * llmc     train_000000.bin, ...  256 int32: 20240520, 1, the number of tokens, zeros; then 16 bits a token
 * nanogpt  train.bin              16 bits a token, of all shards
 * parquet  train/*.parquet        a row per document: ids, a list of int32 without the end of text
 * </pre>
 *
 * <p>What validates is called val in the first two, as those programs have it. Numbers are little-endian.
 */
public final class ShardExport {
    private static final int BUFFER_TOKENS = 1 << 18;
    private static final StructType ROW =
            new StructType().add("ids", DataTypes.createArrayType(DataTypes.IntegerType, false), false);

    private final Shards shards;
    private final FileSystem files;
    private final Path folder;

    private ShardExport(Shards shards, FileSystem files, Path folder) {
        this.shards = shards;
        this.files = files;
        this.folder = folder;
    }

    /** Whose files are written. */
    public enum Layout {
        LLMC,
        NANOGPT,
        PARQUET;

        /** As it is written in configurations. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Writes all parts of the shards.
     *
     * @throws IllegalArgumentException if the output exists or tokens don't fit in the layout's 16 bits
     * @throws io.kindling.tokenizer.BadDataException if a shard is missing or damaged
     */
    public static void write(JavaSparkContext spark, Shards shards, Layout layout, String output) throws IOException {
        if (layout != Layout.PARQUET && shards.manifest().width() != Short.BYTES) {
            throw new IllegalArgumentException("format (" + layout + ") keeps 16 bits a token, and the vocabulary has "
                    + shards.manifest().vocabularySize() + " entries: set format=parquet");
        }
        Path path = new Path(output);
        FileSystem files = rawFiles(path, spark.hadoopConfiguration());
        Path whole = files.makeQualified(path);
        if (files.exists(whole)) {
            throw new IllegalArgumentException("output (" + output + ") exists: delete it or name another folder");
        }
        Path folder = new Path(whole.getParent(), "." + whole.getName() + ".part");
        files.delete(folder, true); // a killed run's
        files.mkdirs(folder);
        try {
            new ShardExport(shards, files, folder).write(spark, layout);
            if (!files.rename(folder, whole)) {
                throw new IOException("can't rename " + folder + " to " + whole);
            }
        } finally {
            files.delete(folder, true);
        }
    }

    private static FileSystem rawFiles(Path path, Configuration hadoop) throws IOException {
        FileSystem files = path.getFileSystem(hadoop);
        return files instanceof ChecksumFileSystem checksums ? checksums.getRawFileSystem() : files;
    }

    private void write(JavaSparkContext spark, Layout layout) throws IOException {
        for (Map.Entry<String, Part> part : shards.manifest().parts().entrySet()) {
            String name = part.getKey().equals(Shards.VALIDATION) ? "val" : part.getKey();
            switch (layout) {
                case LLMC -> writeLlmc(part.getKey(), name);
                case NANOGPT -> writeNanoGpt(part.getKey(), name);
                case PARQUET -> writeParquet(spark, part.getKey(), part.getValue());
            }
        }
    }

    private void writeLlmc(String part, String name) throws IOException {
        long from = 0;
        int number = 0;
        try (TokenStream tokens = shards.part(part)) {
            for (Shard shard : shards.manifest().parts().get(part).shards()) {
                ByteBuffer header = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
                header.putInt(20240520).putInt(1).putInt(Math.toIntExact(shard.tokens()));
                try (OutputStream out = files.create(new Path(folder, "%s_%06d.bin".formatted(name, number++)))) {
                    out.write(header.array());
                    copy(tokens, from, from + shard.tokens(), out);
                }
                from += shard.tokens();
            }
        }
    }

    private void writeNanoGpt(String part, String name) throws IOException {
        try (TokenStream tokens = shards.part(part);
                OutputStream out = files.create(new Path(folder, name + ".bin"))) {
            copy(tokens, 0, tokens.tokens(), out);
        }
    }

    private static void copy(TokenStream tokens, long from, long to, OutputStream out) throws IOException {
        int[] ids = new int[BUFFER_TOKENS];
        byte[] bytes = new byte[BUFFER_TOKENS * Short.BYTES];
        for (long at = from; at < to; at += BUFFER_TOKENS) {
            int count = (int) Math.min(BUFFER_TOKENS, to - at);
            tokens.read(at, ids, 0, count);
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int token = 0; token < count; token++) {
                buffer.putShort((short) ids[token]);
            }
            out.write(bytes, 0, count * Short.BYTES);
        }
    }

    private void writeParquet(JavaSparkContext spark, String name, Part part) {
        List<Documents> ranges = new ArrayList<>();
        long from = 0;
        for (Shard shard : part.shards()) {
            ranges.add(new Documents(name, from, from + shard.documents()));
            from += shard.documents();
        }
        Broadcast<SerializableConfiguration> hadoop = SerializableConfiguration.broadcast(spark.sc());
        String path = shards.path();
        JavaRDD<Row> rows = spark.parallelize(ranges, ranges.size())
                .flatMap(documents -> documents.rows(Shards.open(hadoop.value().value(), path)));
        Sql.session().createDataFrame(rows, ROW).write().parquet(new Path(folder, name).toString());
    }

    /** The documents of one shard, by their numbers in the part. */
    private record Documents(String part, long from, long to) implements Serializable {
        Iterator<Row> rows(Shards shards) {
            TokenStream tokens = shards.part(part);
            TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> close(tokens));
            return LongStream.range(from, to)
                    .mapToObj(document -> row(tokens, document))
                    .iterator();
        }

        private static Row row(TokenStream tokens, long document) {
            try {
                long start = document == 0 ? 0 : tokens.documentEnd(document - 1);
                int[] ids = new int[Math.toIntExact(tokens.documentEnd(document) - start - 1)];
                tokens.read(start, ids, 0, ids.length);
                return RowFactory.create((Object) Arrays.stream(ids).boxed().toArray(Integer[]::new));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void close(TokenStream tokens) {
            try {
                tokens.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
