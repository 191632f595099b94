package io.kindling.jobs.mllib;

import io.kindling.checkpoint.ModelFiles;
import io.kindling.jobs.ModelFolder;
import io.kindling.jobs.parallel.CheckpointFile;
import io.kindling.jobs.scoring.SharedModel;
import io.kindling.mllib.StageWriter;
import io.kindling.mllib.TokenColumn;
import io.kindling.model.GptConfig;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Adds to each row of token ids what a GPT makes of them: log-likelihood and perplexity, and on request an embedding and a
 * continuation. Where ids are null, so is all that is added; where there are none, all but the log-likelihood, which is 0,
 * and the continuation.
 *
 * <p>Windows are rolling, as those of the command {@code evaluate}. What a row gets depends on its ids alone: any
 * partitions give the same bits.
 *
 * <p>Its folder is a Hugging Face folder, config.json, model.safetensors and tokenizer.json, beside the parameters as Spark
 * writes them: the commands evaluate, generate and export read it too.
 */
public final class GptModel extends Model<GptModel> implements GptStage<GptModel>, MLWritable {
    private static final long serialVersionUID = 1L;

    private final String uid;
    private final transient ModelFolder model;
    private final GptOutput output;
    private transient SparkContext sharedBy;
    private transient SharedModel shared;

    /** A stage with this identifier, without a model: what reading one begins with. */
    public GptModel(String uid) {
        this(uid, null);
    }

    /** A stage with this identifier and a model. */
    public GptModel(String uid, ModelFolder model) {
        this.uid = uid;
        this.model = model;
        output = GptOutput.of(uid);
        output.setDefaults(this);
    }

    /** Reads what {@link #write} wrote. */
    public static MLReader<GptModel> read() {
        return new GptModelReader();
    }

    /** Reads what was saved at a path. */
    public static GptModel load(String path) {
        return read().load(path);
    }

    /** What was learned. */
    ModelFolder model() {
        if (model == null) {
            throw new IllegalStateException("this model (" + uid + ") was never trained: fit or load one");
        }
        return model;
    }

    /** The model's shape. */
    public GptConfig config() {
        return model().config();
    }

    /** What its ids mean. */
    public Tokenizer tokenizer() {
        return model().tokenizer();
    }

    /** The token embedding: a DataFrame (word string, vector vector), a row for each token. */
    public Dataset<Row> getVectors() {
        return TokenVectors.of(model()).all(SparkSession.active());
    }

    /**
     * The tokens whose vectors are most like that of {@code word}, which isn't among them, by cosine.
     *
     * @param word that is one token, with the space before it if it has one
     * @return a DataFrame (word string, similarity double), the most similar first
     * @throws IllegalArgumentException if it isn't one token
     */
    public Dataset<Row> findSynonyms(String word, int number) {
        return TokenVectors.of(model()).nearest(SparkSession.active(), word, number);
    }

    /** The tokens whose vectors are most like {@code vector}, as above. */
    public Dataset<Row> findSynonyms(Vector vector, int number) {
        return TokenVectors.of(model()).nearest(SparkSession.active(), vector, number);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        StructType schema = transformSchema(dataset.schema());
        requireSameTokenizer(dataset.schema().apply(getOrDefault(inputCol())));
        GptRows rows = GptRows.of(this, share(dataset.sparkSession().sparkContext()), dataset.schema());
        return dataset.toDF().mapPartitions((MapPartitionsFunction<Row, Row>) rows::add, Encoders.row(schema));
    }

    private void requireSameTokenizer(StructField column) {
        if (TokenColumn.hasTokenizer(column)
                && !TokenColumn.tokenizer(column).sha256().equals(tokenizer().sha256())) {
            throw new IllegalArgumentException(
                    "inputCol (%s) has the ids of another tokenizer than this model (%s) was trained"
                                    .formatted(column.name(), uid)
                            + " with: they would mean other words");
        }
    }

    /** Sends the model out once, however often it is asked. */
    private SharedModel share(SparkContext spark) {
        if (sharedBy != spark) {
            shared = model().share(JavaSparkContext.fromSparkContext(spark));
            sharedBy = spark;
        }
        return shared;
    }

    @Override
    public StructType transformSchema(StructType schema) {
        return output.add(this, schema);
    }

    @Override
    public GptModel copy(ParamMap extra) {
        return copyValues(new GptModel(uid, model), extra).setParent(parent());
    }

    /** A writer that replaces what it overwrites only when the new one is whole. */
    @Override
    public MLWriter write() {
        return new StageWriter(this, this::writeModel);
    }

    private void writeModel(String folder) throws IOException {
        Configuration hadoop = SparkSession.active().sparkContext().hadoopConfiguration();
        Path path = new Path(folder);
        CheckpointFile.write(
                hadoop,
                path,
                ModelFiles.CONFIG,
                ModelFiles.config(config(), tokenizer().endOfText()));
        CheckpointFile.write(hadoop, path, ModelFolder.TOKENIZER, tokenizer().json());
        CheckpointFile.write(
                CheckpointFile.fileSystem(hadoop, path),
                path,
                ModelFiles.PARAMETERS,
                out -> ModelFiles.write(config(), model().parameters().values(), out));
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public GptOutput output() {
        return output;
    }

    @Override
    public GptModel self() {
        return this;
    }
}
