package io.kindling.jobs.scoring;

import io.kindling.corpus.SparkAction;
import io.kindling.jobs.parallel.ParameterSource;
import io.kindling.model.GptConfig;
import io.kindling.sample.Generation;
import io.kindling.sample.Sampler;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/** The beginning of a document as a model would write it by itself, on an executor, which has the parameters. */
public record Sample(GptConfig model, int endOfText, long seed) implements Serializable {
    private static final int TOKENS = 60;
    private static final Sampler SAMPLER = new Sampler(0.8, 0, 0.95);

    /**
     * Its tokens.
     *
     * @param key names these parameters in executors' memory, as for {@link Validation}
     */
    public int[] ids(JavaSparkContext spark, String key, ParameterSource parameters) {
        Sample sample = this;
        return SparkAction.run(() -> spark.parallelize(List.of(key), 1)
                .map(name -> {
                    try (LoadedModel.Lease lease = LoadedModel.lease(name, sample.model, parameters)) {
                        Generation.Prompt opening = Generation.Prompt.of(new int[] {sample.endOfText}, sample.seed);
                        return lease.generation(1)
                                .run(List.of(opening), TOKENS, SAMPLER, sample.endOfText)
                                .get(0);
                    }
                })
                .first());
    }
}
