package io.kindling.mllib;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import io.kindling.shard.PortableTokenizer;
import io.kindling.tokenizer.Bpe;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Turns a column of texts into a column of token ids, {@code array<int>}, a {@link TokenColumn}; null stays null, and
 * special tokens aren't recognised.
 *
 * <p>Its folder holds the tokenizer as a Hugging Face {@value #TOKENIZER}, beside the parameters as Spark writes them.
 */
public final class BpeTokenizerModel extends Model<BpeTokenizerModel> implements MLWritable {
    static final String TOKENIZER = "tokenizer.json";

    private static final long serialVersionUID = 1L;

    private final String uid;
    private final transient Bpe tokenizer;
    private final Columns columns;

    /** A stage with this identifier, without a tokenizer: what reading one begins with. */
    public BpeTokenizerModel(String uid) {
        this(uid, null);
    }

    /** A stage with this identifier that encodes with a tokenizer. */
    public BpeTokenizerModel(String uid, Bpe tokenizer) {
        this.uid = uid;
        this.tokenizer = tokenizer;
        columns = Columns.of(uid, TokenColumn.DESCRIPTION);
        setDefault(columns.output(), uid + "__output");
    }

    /** Reads what {@link #write} wrote. */
    public static MLReader<BpeTokenizerModel> read() {
        return new BpeTokenizerModelReader();
    }

    /** Reads what was saved at a path. */
    public static BpeTokenizerModel load(String path) {
        return read().load(path);
    }

    /** What was learned. */
    public Bpe tokenizer() {
        if (tokenizer == null) {
            throw new IllegalStateException("this model (" + uid + ") has no tokenizer: fit or load one");
        }
        return tokenizer;
    }

    @Override
    public String uid() {
        return uid;
    }

    /** The column of texts. */
    public Param<String> inputCol() {
        return columns.input();
    }

    /** The column of ids to add. */
    public Param<String> outputCol() {
        return columns.output();
    }

    public BpeTokenizerModel setInputCol(String column) {
        set(columns.input(), column);
        return this;
    }

    public BpeTokenizerModel setOutputCol(String column) {
        set(columns.output(), column);
        return this;
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        JavaSparkContext spark = new JavaSparkContext(dataset.sparkSession().sparkContext());
        Broadcast<PortableTokenizer> broadcast = spark.broadcast(new PortableTokenizer(tokenizer()));
        UDF1<byte[], int[]> encode =
                utf8 -> utf8 == null ? null : encode(broadcast.value().get(), utf8);
        String output = getOrDefault(columns.output());
        return dataset.withColumn(
                        output,
                        udf(encode, TokenColumn.TYPE)
                                .apply(col(getOrDefault(columns.input())).cast(DataTypes.BinaryType)))
                .withMetadata(output, TokenColumn.metadata(tokenizer()));
    }

    private static int[] encode(Tokenizer tokenizer, byte[] utf8) {
        return tokenizer.encode(utf8, 0, utf8.length);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        return Columns.add(schema, getOrDefault(columns.input()), getOrDefault(columns.output()), TokenColumn.TYPE);
    }

    @Override
    public BpeTokenizerModel copy(ParamMap extra) {
        return copyValues(new BpeTokenizerModel(uid, tokenizer), extra).setParent(parent());
    }

    /** A writer that replaces what it overwrites only when the new one is whole. */
    @Override
    public MLWriter write() {
        return new StageWriter(this, this::writeTokenizer);
    }

    private void writeTokenizer(String folder) throws IOException {
        Path path = new Path(folder, TOKENIZER);
        try (OutputStream out = path.getFileSystem(
                        SparkSession.active().sparkContext().hadoopConfiguration())
                .create(path)) {
            out.write(tokenizer().json().getBytes(UTF_8));
        }
    }
}
