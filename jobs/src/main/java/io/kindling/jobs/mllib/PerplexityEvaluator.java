package io.kindling.jobs.mllib;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.size;

import io.kindling.mllib.StageWriter;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The perplexity per token of all rows together, from the columns of a {@link GptModel}: e^(−Σ log-likelihood / Σ tokens).
 * Smaller is better. It is the same for any order of rows.
 */
public final class PerplexityEvaluator extends Evaluator implements MLWritable {
    private static final long serialVersionUID = 1L;

    private final String uid;
    private final Param<String> inputCol;
    private final Param<String> logLikelihoodCol;

    /** An evaluator with an identifier of its own. */
    public PerplexityEvaluator() {
        this(Identifiable$.MODULE$.randomUID("perplexityEvaluator"));
    }

    /** An evaluator with this identifier, as reading one makes it. */
    public PerplexityEvaluator(String uid) {
        this.uid = uid;
        inputCol = new Param<>(uid, "inputCol", "column of token ids, array<int>");
        logLikelihoodCol = new Param<>(uid, "logLikelihoodCol", "column of their log-likelihoods in nats: double");
        setDefault(logLikelihoodCol, "logLikelihood");
    }

    /** Reads what {@link #write} wrote. */
    public static MLReader<PerplexityEvaluator> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads what was saved at a path. */
    public static PerplexityEvaluator load(String path) {
        return read().load(path);
    }

    @Override
    public String uid() {
        return uid;
    }

    /** The column of ids. */
    public Param<String> inputCol() {
        return inputCol;
    }

    /** The column of log-likelihoods. */
    public Param<String> logLikelihoodCol() {
        return logLikelihoodCol;
    }

    public PerplexityEvaluator setInputCol(String column) {
        set(inputCol, column);
        return this;
    }

    public PerplexityEvaluator setLogLikelihoodCol(String column) {
        set(logLikelihoodCol, column);
        return this;
    }

    /**
     * The perplexity.
     *
     * @throws IllegalArgumentException if there are no tokens
     */
    @Override
    public double evaluate(Dataset<?> dataset) {
        List<Row> rows = dataset.select(col(getOrDefault(logLikelihoodCol)), size(col(getOrDefault(inputCol))))
                .na()
                .drop()
                .collectAsList();
        double sum = 0;
        long tokens = 0;
        for (Row row : rows.stream()
                .sorted(Comparator.comparingDouble(row -> row.getDouble(0)))
                .toList()) {
            sum += row.getDouble(0);
            tokens += row.getInt(1);
        }
        if (tokens == 0) {
            throw new IllegalArgumentException(
                    "column " + getOrDefault(inputCol) + " holds no token to be measured on");
        }
        return Math.exp(-sum / tokens);
    }

    @Override
    public boolean isLargerBetter() {
        return false;
    }

    @Override
    public PerplexityEvaluator copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** A writer that replaces what it overwrites only when the new one is whole. */
    @Override
    public MLWriter write() {
        return new StageWriter(this, folder -> {});
    }
}
