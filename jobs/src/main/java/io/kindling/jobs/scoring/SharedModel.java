package io.kindling.jobs.scoring;

import io.kindling.jobs.parallel.Floats;
import io.kindling.model.GptConfig;
import io.kindling.shard.PortableTokenizer;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.UUID;
import java.util.function.Function;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.TaskCompletionListener;

/** A model on its way to the executors, where each JVM loads it once. */
public final class SharedModel implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String key = UUID.randomUUID().toString();
    private final GptConfig config;
    private final Broadcast<Floats> parameters;
    private final Broadcast<PortableTokenizer> tokenizer;

    /**
     * Sends a model out.
     *
     * @param parameters all numbers, in the order of {@link io.kindling.model.Parameters#layout}
     */
    public SharedModel(JavaSparkContext spark, GptConfig config, Floats parameters, Tokenizer tokenizer) {
        this.config = config;
        this.parameters = spark.broadcast(parameters);
        this.tokenizer = spark.broadcast(new PortableTokenizer(tokenizer));
    }

    public GptConfig config() {
        return config;
    }

    public Tokenizer tokenizer() {
        return tokenizer.value().get();
    }

    /** The model in this JVM; in a task the lease ends with the task, if it isn't closed before. */
    public LoadedModel.Lease lease() throws IOException {
        LoadedModel.Lease lease = LoadedModel.lease(key, config, parameters::value);
        if (TaskContext.get() != null) {
            TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> lease.close());
        }
        return lease;
    }

    /**
     * Scores documents as they are asked for, in their order, a batch of them at a time.
     *
     * @param passage the text of each
     */
    public <D> Iterator<Scored<D>> score(Iterator<D> documents, Function<D, Passage> passage, Scoring scoring)
            throws IOException {
        scoring.windowing().requireFits(config.contextLength());
        if (!documents.hasNext()) {
            return Collections.emptyIterator();
        }
        DocumentBatch<D> batch =
                new DocumentBatch<>(lease().inference(), tokenizer().endOfText(), config.contextLength(), scoring);
        return new Scores<>(documents, passage, batch);
    }

    /** The executors may forget it. */
    public void close() {
        parameters.unpersist(false);
        tokenizer.unpersist(false);
        LoadedModel.freeIdle();
    }
}
