package io.kindling.jobs.mllib;

import io.kindling.mllib.TokenColumn;
import java.io.Serializable;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a model reads and adds, as its parameters: a {@link Gpt} and the {@link GptModel} that it learns have the same.
 *
 * @param input of token ids
 * @param logLikelihood doubles: the sum of the log-probabilities of a row's tokens, in nats; "" for none, as for the others
 * @param perplexity doubles: e^(−log-likelihood / tokens)
 * @param embedding vectors, as wide as the model
 * @param generated texts
 */
public record GptOutput(
        Param<String> input,
        Param<String> logLikelihood,
        Param<String> perplexity,
        Param<String> embedding,
        Param<String> generated,
        IntParam newTokens,
        DoubleParam temperature,
        IntParam topK,
        DoubleParam topP,
        LongParam generationSeed)
        implements Serializable {
    private static final int NEW_TOKENS = 100;

    static GptOutput of(String uid) {
        return new GptOutput(
                new Param<>(uid, "inputCol", "column of token ids, array<int>, as a BpeTokenizerModel makes it"),
                new Param<>(
                        uid,
                        "logLikelihoodCol",
                        "column to add, of the sums of the tokens' log-probabilities in nats: double; empty for none"),
                new Param<>(uid, "perplexityCol", "column to add, of perplexities per token: double; empty for none"),
                new Param<>(
                        uid,
                        "embeddingCol",
                        "column to add, of the means of the last norm's output over the tokens: vector; empty for none"),
                new Param<>(
                        uid,
                        "generatedCol",
                        "column to add, of texts that continue the tokens: string; empty for none"),
                new IntParam(
                        uid, "newTokens", "most tokens of a generated text; the end of a document ends it earlier"),
                new DoubleParam(
                        uid,
                        "temperature",
                        "of generated texts: below 1 more probable, above 1 more varied; 0 takes the most probable token"),
                new IntParam(uid, "topK", "draw from so many of the most probable tokens; 0 for all"),
                new DoubleParam(
                        uid, "topP", "draw from the fewest tokens that hold this share of the probability; 1 for all"),
                new LongParam(
                        uid, "generationSeed", "decides, together with a row's tokens alone, what is drawn for it"));
    }

    /** Gives a stage the defaults. */
    void setDefaults(GptStage<?> stage) {
        stage.setDefault(logLikelihood, "logLikelihood");
        stage.setDefault(perplexity, "perplexity");
        stage.setDefault(embedding, "");
        stage.setDefault(generated, "");
        stage.setDefault(newTokens, NEW_TOKENS);
        stage.setDefault(temperature, 1.0);
        stage.setDefault(topK, 0);
        stage.setDefault(topP, 1.0);
        stage.setDefault(generationSeed, 1L);
    }

    /** How a stage's texts are drawn. */
    Sampling sampling(GptStage<?> stage) {
        return new Sampling(
                (Integer) stage.getOrDefault(newTokens),
                (Double) stage.getOrDefault(temperature),
                (Integer) stage.getOrDefault(topK),
                (Double) stage.getOrDefault(topP),
                (Long) stage.getOrDefault(generationSeed));
    }

    /**
     * The schema with a stage's columns added.
     *
     * @throws IllegalArgumentException if the input isn't of ids, or a column is there already
     */
    StructType add(GptStage<?> stage, StructType schema) {
        TokenColumn.require(schema, stage.getOrDefault(input));
        StructType all = schema;
        all = add(stage, all, logLikelihood, DataTypes.DoubleType);
        all = add(stage, all, perplexity, DataTypes.DoubleType);
        all = add(stage, all, embedding, SQLDataTypes.VectorType());
        return add(stage, all, generated, DataTypes.StringType);
    }

    private static StructType add(GptStage<?> stage, StructType schema, Param<String> column, DataType type) {
        String name = stage.getOrDefault(column);
        if (name.isEmpty()) {
            return schema;
        }
        if (schema.getFieldIndex(name).isDefined()) {
            throw new IllegalArgumentException(
                    "%s (%s) must not be there yet: name another, or none".formatted(column.name(), name));
        }
        return schema.add(name, type, true);
    }
}
