package io.kindling.mllib;

import static org.apache.spark.sql.functions.col;

import io.kindling.corpus.TokenizerConfig;
import io.kindling.corpus.TokenizerConfig.Kind;
import io.kindling.corpus.TrainedTokenizer;
import io.kindling.tokenizer.Bpe;
import io.kindling.tokenizer.PreTokenizer;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Learns a byte-level BPE from a column of texts; the same for any number of partitions. Texts that are null are passed
 * over.
 *
 * <pre>{@code
 * BpeTokenizerModel model = new BpeTokenizer()
 *         .setInputCol("text").setOutputCol("ids").setVocabularySize(8192).fit(documents);
 * }</pre>
 */
public final class BpeTokenizer extends Estimator<BpeTokenizerModel> implements MLWritable {
    private static final long serialVersionUID = 1L;
    private static final int VOCABULARY_SIZE = 8192;

    private final String uid;
    private final Columns columns;
    private final IntParam vocabularySize;
    private final Param<String> splitting;

    /** A stage with an identifier of its own. */
    public BpeTokenizer() {
        this(Identifiable$.MODULE$.randomUID("bpeTokenizer"));
    }

    /** A stage with this identifier, as reading one makes it. */
    public BpeTokenizer(String uid) {
        this.uid = uid;
        columns = Columns.of(uid, TokenColumn.DESCRIPTION);
        vocabularySize = new IntParam(uid, "vocabularySize", "most tokens to have, end of text included; 257 at least");
        splitting =
                new Param<>(uid, "splitting", "the pattern by which text is cut before it is merged: gpt2 or cl100k");
        setDefault(columns.output(), uid + "__output");
        setDefault(vocabularySize, VOCABULARY_SIZE);
        setDefault(splitting, PreTokenizer.GPT2.toString());
    }

    /** Reads what {@link #write} wrote. */
    public static MLReader<BpeTokenizer> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads what was saved at a path. */
    public static BpeTokenizer load(String path) {
        return read().load(path);
    }

    @Override
    public String uid() {
        return uid;
    }

    /** The column of texts. */
    public Param<String> inputCol() {
        return columns.input();
    }

    /** The column of ids that the model adds. */
    public Param<String> outputCol() {
        return columns.output();
    }

    /** The most tokens to have, end of text included. */
    public IntParam vocabularySize() {
        return vocabularySize;
    }

    /** The pattern by which text is cut. */
    public Param<String> splitting() {
        return splitting;
    }

    public BpeTokenizer setInputCol(String column) {
        set(columns.input(), column);
        return this;
    }

    public BpeTokenizer setOutputCol(String column) {
        set(columns.output(), column);
        return this;
    }

    public BpeTokenizer setVocabularySize(int size) {
        set(vocabularySize, (Object) size);
        return this;
    }

    public BpeTokenizer setSplitting(PreTokenizer pattern) {
        set(splitting, pattern.toString());
        return this;
    }

    /**
     * Counts the words of the texts and merges them.
     *
     * @throws IllegalArgumentException if a parameter isn't valid
     * @throws io.kindling.tokenizer.BadDataException if there is no text
     */
    @Override
    public BpeTokenizerModel fit(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        Dataset<Row> texts = dataset.select(col(getOrDefault(columns.input())).as("text"))
                .na()
                .drop();
        PreTokenizer pattern = PreTokenizer.of(getOrDefault(splitting));
        int size = (Integer) getOrDefault(vocabularySize);
        TrainedTokenizer trained = TrainedTokenizer.train(texts, new TokenizerConfig(Kind.BPE, size, pattern));
        BpeTokenizerModel model = new BpeTokenizerModel(uid, (Bpe) trained.tokenizer());
        return copyValues(model, ParamMap.empty()).setParent(this);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        return Columns.add(schema, getOrDefault(columns.input()), getOrDefault(columns.output()), TokenColumn.TYPE);
    }

    @Override
    public BpeTokenizer copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** A writer that replaces what it overwrites only when the new one is whole. */
    @Override
    public MLWriter write() {
        return new StageWriter(this, folder -> {});
    }
}
