package io.kindling.jobs.mllib;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.jobs.TrainSettings;
import io.kindling.jobs.configuration.Configuration;
import io.kindling.jobs.configuration.Tree;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;

/** The keys of the command {@code train} that are parameters of {@link Gpt}. Defaults are train's, where it has some. */
final class TrainingParams implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What train must be told, as its file of defaults suggests it. */
    private static final List<String> REQUIRED = List.of(
            "run=none",
            "shards=none",
            "model.contextLength=256",
            "model.width=384",
            "model.heads=6",
            "model.layers=6",
            "training.steps=2000",
            "training.batch=12");
    /** A run that nobody resumes, measured by an evaluator and not on the way. */
    private static final List<String> UNATTENDED = List.of("validation.everyRounds=0", "checkpointEveryRounds=50");

    private final Map<Param<?>, String> keys = new LinkedHashMap<>();

    final IntParam contextLength;
    final IntParam width;
    final IntParam heads;
    final IntParam layers;
    final DoubleParam dropout;
    final IntParam steps;
    final IntParam batch;
    final DoubleParam learningRate;
    final DoubleParam minimumLearningRate;
    final IntParam warmupSteps;
    final DoubleParam weightDecay;
    final IntParam replicas;
    final IntParam localSteps;
    final LongParam seed;

    TrainingParams(String uid) {
        contextLength = whole(uid, "model.contextLength", "most tokens that a prediction can look back on");
        width = whole(uid, "model.width", "channels of a token's vector; must be divisible by heads");
        heads = whole(uid, "model.heads", "attention heads of a block");
        layers = whole(uid, "model.layers", "blocks");
        dropout = decimal(uid, "model.dropout", "probability that a value is dropped in training; 0 for none");
        steps = whole(uid, "training.steps", "steps of each replica");
        batch = whole(uid, "training.batch", "sequences of a replica's step");
        learningRate = decimal(uid, "training.learningRate", "height of the learning rate, after the warm-up");
        minimumLearningRate = decimal(uid, "training.minimumLearningRate", "where its cosine ends");
        warmupSteps = whole(uid, "training.warmupSteps", "steps on the way up; fewer than steps");
        weightDecay = decimal(uid, "training.weightDecay", "AdamW's decay, of matrices only");
        replicas =
                whole(uid, "parallel.replicas", "replicas that train side by side, whatever the number of executors");
        localSteps = whole(uid, "parallel.localSteps", "steps between two exchanges of replicas");
        seed = named(new LongParam(uid, "seed", "decides initial parameters, order of data and dropout"), "seed");
    }

    private IntParam whole(String uid, String key, String doc) {
        return named(new IntParam(uid, name(key), doc), key);
    }

    private DoubleParam decimal(String uid, String key, String doc) {
        return named(new DoubleParam(uid, name(key), doc), key);
    }

    private static String name(String key) {
        return key.substring(key.indexOf('.') + 1);
    }

    private <P extends Param<?>> P named(P param, String key) {
        keys.put(param, key);
        return param;
    }

    /** Gives a stage the defaults. */
    void setDefaults(Gpt stage) {
        Configuration<TrainSettings> train = Configuration.of(TrainSettings.class);
        REQUIRED.forEach(train::assign);
        JsonNode defaults = Tree.of(train.read());
        keys.forEach((param, key) -> {
            JsonNode value = defaults.at("/" + key.replace('.', '/'));
            if (param instanceof IntParam number) {
                stage.setDefault(number, value.intValue());
            } else if (param instanceof LongParam number) {
                stage.setDefault(number, value.longValue());
            } else {
                stage.setDefault((DoubleParam) param, value.doubleValue());
            }
        });
    }

    /**
     * A run of train with a stage's parameters.
     *
     * @throws IllegalArgumentException if one isn't valid, by the words of train
     */
    TrainSettings settings(Gpt stage, String run, String shards) {
        Configuration<TrainSettings> train = Configuration.of(TrainSettings.class);
        UNATTENDED.forEach(train::assign);
        train.assign("run=" + run).assign("shards=" + shards);
        keys.forEach((param, key) -> train.assign(key + "=" + stage.getOrDefault(param)));
        return train.read();
    }
}
