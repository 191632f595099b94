package io.kindling.jobs.mllib;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * The parameters that {@link Gpt} and {@link GptModel} share, as MLlib wants them: a method each.
 *
 * @param <S> the stage itself
 */
public interface GptStage<S extends GptStage<S>> extends Params {
    /** What they are. */
    GptOutput output();

    /** This stage. */
    S self();

    default Param<String> inputCol() {
        return output().input();
    }

    default Param<String> logLikelihoodCol() {
        return output().logLikelihood();
    }

    default Param<String> perplexityCol() {
        return output().perplexity();
    }

    default Param<String> embeddingCol() {
        return output().embedding();
    }

    default Param<String> generatedCol() {
        return output().generated();
    }

    default IntParam newTokens() {
        return output().newTokens();
    }

    default DoubleParam temperature() {
        return output().temperature();
    }

    default IntParam topK() {
        return output().topK();
    }

    default DoubleParam topP() {
        return output().topP();
    }

    default LongParam generationSeed() {
        return output().generationSeed();
    }

    default S setInputCol(String column) {
        set(inputCol(), column);
        return self();
    }

    default S setLogLikelihoodCol(String column) {
        set(logLikelihoodCol(), column);
        return self();
    }

    default S setPerplexityCol(String column) {
        set(perplexityCol(), column);
        return self();
    }

    default S setEmbeddingCol(String column) {
        set(embeddingCol(), column);
        return self();
    }

    default S setGeneratedCol(String column) {
        set(generatedCol(), column);
        return self();
    }

    default S setNewTokens(int tokens) {
        set(newTokens(), (Object) tokens);
        return self();
    }

    default S setTemperature(double value) {
        set(temperature(), (Object) value);
        return self();
    }

    default S setTopK(int tokens) {
        set(topK(), (Object) tokens);
        return self();
    }

    default S setTopP(double share) {
        set(topP(), (Object) share);
        return self();
    }

    default S setGenerationSeed(long seed) {
        set(generationSeed(), (Object) seed);
        return self();
    }
}
