package io.kindling.jobs.mllib;

import io.kindling.corpus.Corpus;
import io.kindling.jobs.ModelFolder;
import io.kindling.jobs.Train;
import io.kindling.mllib.StageWriter;
import io.kindling.mllib.TokenColumn;
import io.kindling.shard.ShardConfig;
import io.kindling.shard.Sharding;
import io.kindling.shard.Split;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a GPT on a column of token ids, a document in each row, or on token shards that are there already, whatever the
 * DataFrame. Rows that are null or empty are passed over.
 *
 * <pre>{@code
 * GptModel model = new Gpt().setInputCol("ids").setSteps(2000).setReplicas(4).fit(ids);
 * }</pre>
 *
 * <p>The result is the same for any order of rows and any number of partitions and executors.
 */
public final class Gpt extends Estimator<GptModel> implements GptStage<Gpt>, MLWritable {
    private static final long serialVersionUID = 1L;
    private static final long SHARD_BYTES = 1L << 27;

    private final String uid;
    private final GptOutput output;
    private final TrainingParams training;
    private final Param<String> shards;
    private final Param<String> workFolder;

    /** A stage with an identifier of its own. */
    public Gpt() {
        this(Identifiable$.MODULE$.randomUID("gpt"));
    }

    /** A stage with this identifier, as reading one makes it. */
    public Gpt(String uid) {
        this.uid = uid;
        output = GptOutput.of(uid);
        training = new TrainingParams(uid);
        shards = new Param<>(uid, "shards", "folder of token shards to train on instead of the input column's ids");
        workFolder = new Param<>(
                uid,
                "workFolder",
                "folder on a file system that all executors see, for shards and checkpoints; emptied after training");
        output.setDefaults(this);
        training.setDefaults(this);
        setDefault(workFolder, "/tmp/kindling-" + System.getProperty("user.name"));
    }

    /** Reads what {@link #write} wrote. */
    public static MLReader<Gpt> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads what was saved at a path. */
    public static Gpt load(String path) {
        return read().load(path);
    }

    /**
     * Writes the ids as shards, trains on them, and takes the model from the last checkpoint.
     *
     * @throws IllegalArgumentException if a parameter isn't valid
     * @throws io.kindling.tokenizer.BadDataException if there is no token
     */
    @Override
    public GptModel fit(Dataset<?> dataset) {
        if (!isDefined(shards)) {
            transformSchema(dataset.schema());
        }
        JavaSparkContext spark =
                JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
        Configuration hadoop = spark.hadoopConfiguration();
        Path work = new Path(getOrDefault(workFolder), uid + "-" + UUID.randomUUID());
        try {
            try {
                Path run = new Path(work, "run");
                Train.train(
                        training.settings(this, run.toString(), shards(dataset, new Path(work, "shards"))),
                        () -> spark);
                ModelFolder trained = ModelFolder.read(hadoop, run.toString());
                return copyValues(new GptModel(uid, trained), ParamMap.empty()).setParent(this);
            } finally {
                work.getFileSystem(hadoop).delete(work, true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Those that are there, or new ones. */
    private String shards(Dataset<?> dataset, Path folder) throws IOException {
        if (isDefined(shards)) {
            return getOrDefault(shards);
        }
        String column = getOrDefault(inputCol());
        Tokenizer tokenizer = TokenColumn.tokenizer(TokenColumn.require(dataset.schema(), column));
        ShardConfig config = new ShardConfig(0, Split.DOCUMENT, 0, SHARD_BYTES);
        Sharding.write(Corpus.ofTokens(dataset, column), tokenizer, config, folder.toString());
        return folder.toString();
    }

    @Override
    public StructType transformSchema(StructType schema) {
        return output.add(this, schema);
    }

    @Override
    public Gpt copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** A writer that replaces what it overwrites only when the new one is whole. */
    @Override
    public MLWriter write() {
        return new StageWriter(this, folder -> {});
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
    public Gpt self() {
        return this;
    }

    /** A folder of token shards to train on. */
    public Param<String> shards() {
        return shards;
    }

    /** Where shards and checkpoints lie meanwhile. */
    public Param<String> workFolder() {
        return workFolder;
    }

    public IntParam contextLength() {
        return training.contextLength;
    }

    public IntParam width() {
        return training.width;
    }

    public IntParam heads() {
        return training.heads;
    }

    public IntParam layers() {
        return training.layers;
    }

    public DoubleParam dropout() {
        return training.dropout;
    }

    public IntParam steps() {
        return training.steps;
    }

    public IntParam batch() {
        return training.batch;
    }

    public DoubleParam learningRate() {
        return training.learningRate;
    }

    public DoubleParam minimumLearningRate() {
        return training.minimumLearningRate;
    }

    public IntParam warmupSteps() {
        return training.warmupSteps;
    }

    public DoubleParam weightDecay() {
        return training.weightDecay;
    }

    public IntParam replicas() {
        return training.replicas;
    }

    public IntParam localSteps() {
        return training.localSteps;
    }

    public LongParam seed() {
        return training.seed;
    }

    public Gpt setShards(String folder) {
        set(shards, folder);
        return this;
    }

    public Gpt setWorkFolder(String folder) {
        set(workFolder, folder);
        return this;
    }

    public Gpt setContextLength(int value) {
        set(training.contextLength, (Object) value);
        return this;
    }

    public Gpt setWidth(int value) {
        set(training.width, (Object) value);
        return this;
    }

    public Gpt setHeads(int value) {
        set(training.heads, (Object) value);
        return this;
    }

    public Gpt setLayers(int value) {
        set(training.layers, (Object) value);
        return this;
    }

    public Gpt setDropout(double value) {
        set(training.dropout, (Object) value);
        return this;
    }

    public Gpt setSteps(int value) {
        set(training.steps, (Object) value);
        return this;
    }

    public Gpt setBatch(int value) {
        set(training.batch, (Object) value);
        return this;
    }

    public Gpt setLearningRate(double value) {
        set(training.learningRate, (Object) value);
        return this;
    }

    public Gpt setMinimumLearningRate(double value) {
        set(training.minimumLearningRate, (Object) value);
        return this;
    }

    public Gpt setWarmupSteps(int value) {
        set(training.warmupSteps, (Object) value);
        return this;
    }

    public Gpt setWeightDecay(double value) {
        set(training.weightDecay, (Object) value);
        return this;
    }

    public Gpt setReplicas(int value) {
        set(training.replicas, (Object) value);
        return this;
    }

    public Gpt setLocalSteps(int value) {
        set(training.localSteps, (Object) value);
        return this;
    }

    public Gpt setSeed(long value) {
        set(training.seed, (Object) value);
        return this;
    }
}
