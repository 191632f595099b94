package io.kindling.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kindling.tokenizer.BadDataException;
import io.kindling.tokenizer.PreTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Word counts that are kept, so that tokenizers of other sizes are trained without reading the corpus again.
 *
 * <pre>
 * tallies/*.parquet  kind (string), word (binary, null unless kind is "word"), count (long): every word, however rare,
 *                    and the numbers of documents, bytes and overlong words
 * counts.json        {"units": "gpt2", "unicode": "16.0", "rows": N, "sum": N}, written last: without it, or with
 *                    other sums, the folder isn't whole
 * </pre>
 */
final class WordCountFolder {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SUMMARY = "counts.json";
    private static final int SUMMARY_BYTES = 4096;

    private final SparkSession spark;
    private final String folder;
    private final FileSystem files;

    WordCountFolder(SparkSession spark, String folder) throws IOException {
        this.spark = spark;
        this.folder = folder;
        files = new Path(folder).getFileSystem(spark.sparkContext().hadoopConfiguration());
    }

    /**
     * What was counted, in all.
     *
     * @param units what the words are: pieces as a {@link PreTokenizer} cuts them, or characters
     * @param unicode the version by which they were cut
     */
    record Summary(String units, String unicode, long rows, long sum) {
        static Summary of(Dataset<Row> tallies, String units) {
            Row sums =
                    tallies.agg(functions.count("kind"), functions.sum("count")).head();
            return new Summary(
                    units, PreTokenizer.unicodeVersion(), sums.getLong(0), sums.isNullAt(1) ? 0 : sums.getLong(1));
        }
    }

    /**
     * Refuses a folder that is there already.
     *
     * @throws IllegalArgumentException if it is
     */
    void requireNew() throws IOException {
        if (files.exists(new Path(folder))) {
            throw new IllegalArgumentException("counts (" + folder
                    + ") already exists: leave input out to train from it, remove it, or name another");
        }
    }

    /** Keeps tallies. */
    void write(Dataset<Row> tallies, String units) throws IOException {
        tallies.write().parquet(parquet());
        Summary summary = Summary.of(spark.read().parquet(parquet()), units);
        Path temporary = new Path(folder, "." + SUMMARY + ".part");
        try (OutputStream out = files.create(temporary, true)) {
            out.write(JSON.writeValueAsBytes(summary));
        }
        if (!files.rename(temporary, new Path(folder, SUMMARY))) {
            throw new IOException("cannot rename " + temporary + " to " + SUMMARY);
        }
    }

    /**
     * The tallies that are kept here.
     *
     * @throws BadDataException if the folder isn't whole, or counts other units
     */
    Dataset<Row> read(String units) throws IOException {
        Summary expected = summary();
        if (!expected.units().equals(units) || !expected.unicode().equals(PreTokenizer.unicodeVersion())) {
            throw new BadDataException(
                    "counts (%s): units (%s, Unicode %s) must be %s, Unicode %s: count the corpus anew"
                            .formatted(
                                    folder,
                                    expected.units(),
                                    expected.unicode(),
                                    units,
                                    PreTokenizer.unicodeVersion()));
        }
        Dataset<Row> tallies = spark.read().schema(Tallies.SCHEMA).parquet(parquet());
        Summary found = Summary.of(tallies, units);
        if (!found.equals(expected)) {
            throw new BadDataException(
                    "counts (%s): rows (%d) and their sum (%d) must be %d and %d: files are missing or"
                                    .formatted(folder, found.rows(), found.sum(), expected.rows(), expected.sum())
                            + " too many; count the corpus anew");
        }
        return tallies;
    }

    private Summary summary() throws IOException {
        Path path = new Path(folder, SUMMARY);
        if (!files.exists(path)) {
            throw new BadDataException("counts (" + folder + ") has no " + SUMMARY
                    + ": it isn't a folder of word counts, or counting them didn't finish; remove it and count anew");
        }
        try (InputStream in = files.open(path)) {
            return JSON.readValue(new String(in.readNBytes(SUMMARY_BYTES), UTF_8), Summary.class);
        } catch (JsonProcessingException | ChecksumException e) {
            throw new BadDataException(path + ": not valid: " + e.getMessage(), e);
        }
    }

    private String parquet() {
        return folder + "/tallies";
    }
}
