package io.kindling.dl4j;

import io.kindling.model.GptConfig;
import io.kindling.model.MemoryNeed;
import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A whole GPT as an output layer of DL4J, from token ids to the loss.
 *
 * <p>Features are the ids of tokens, (batch, time) with a time of at most {@code contextLength}; labels, of the same shape,
 * are the ids that follow them, where a negative one, or one that the label mask leaves out, doesn't count. The score is
 * the mean loss in nats per token, and its gradient isn't divided again by the number of examples. The output is the
 * probability of each token of the vocabulary, (batch, vocabularySize, time), as DL4J's recurrent layers have it.
 *
 * <p>The network's updater, weight decay, clipping (per layer it is clipping by the global norm) and seed are taken over
 * as by any layer; of its other settings, the model has its own: initialisation is {@link
 * io.kindling.model.Initialisation} and dropout {@link GptConfig#dropout}. Matrices are what DL4J calls weights; biases
 * <em>and gains</em> are what it calls biases, so that weight decay leaves both alone. Set weight decay by {@code
 * setRegularization} of this layer: DL4J 1.0.0-M2.1 gives a network's to each layer twice.
 *
 * <p>Parameters lie in the order of {@link io.kindling.model.Parameters#layout}; DL4J's names of them have hyphens for
 * underscores, {@code h.0.attn.c-attn.weight}, because DL4J takes what follows the last underscore for the name.
 */
public final class GptLayer extends BaseLayer {
    private final GptConfig config;

    /** A layer of this shape, whose learning is configured by the network or by this layer's setters. */
    public GptLayer(GptConfig config) {
        this.config = config;
        // What is unset is taken from the network.
        setBiasInit(Double.NaN);
        setGainInit(Double.NaN);
        setGradientNormalization(null);
        setGradientNormalizationThreshold(Double.NaN);
    }

    /** What DL4J's JSON has of the shape. */
    @JsonCreator
    GptLayer(
            @JsonProperty("vocabularySize") int vocabularySize,
            @JsonProperty("contextLength") int contextLength,
            @JsonProperty("width") int width,
            @JsonProperty("heads") int heads,
            @JsonProperty("layers") int layers,
            @JsonProperty("dropout") double dropout,
            @JsonProperty("bias") boolean bias) {
        this(new GptConfig(vocabularySize, contextLength, width, heads, layers, dropout, bias));
    }

    public GptConfig config() {
        return config;
    }

    @JsonProperty("vocabularySize")
    int vocabularySize() {
        return config.vocabularySize();
    }

    @JsonProperty("contextLength")
    int contextLength() {
        return config.contextLength();
    }

    @JsonProperty("width")
    int width() {
        return config.width();
    }

    @JsonProperty("heads")
    int heads() {
        return config.heads();
    }

    @JsonProperty("layers")
    int layers() {
        return config.layers();
    }

    @JsonProperty("dropout")
    double dropout() {
        return config.dropout();
    }

    @JsonProperty("bias")
    boolean bias() {
        return config.bias();
    }

    /**
     * The running layer.
     *
     * @throws IllegalArgumentException if the network asks for what the model doesn't do
     */
    @Override
    public GptLayerInstance instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        requireOwn("data type", type == DataType.FLOAT, type, "FLOAT: its kernels compute in float32");
        requireOwn("dropOut", getIDropout() == null, getIDropout(), "unset: the model drops out by its own dropout");
        requireOwn("weightNoise", getWeightNoise() == null, getWeightNoise(), "unset: the model has none");
        GptLayerInstance instance = new GptLayerInstance(conf, type);
        instance.setListeners(listeners);
        instance.setIndex(index);
        instance.setParamsViewArray(parameters);
        Map<String, INDArray> table = initializer().init(conf, parameters, initialize);
        instance.setParamTable(table);
        return instance;
    }

    private void requireOwn(String setting, boolean right, Object value, String rule) {
        if (!right) {
            throw new IllegalArgumentException(
                    "%s (%s) of layer %s must be %s".formatted(setting, value, getLayerName(), rule));
        }
    }

    @Override
    public ParamInitializer initializer() {
        return GptParamInitializer.INSTANCE;
    }

    @Override
    public InputType getOutputType(int index, InputType input) {
        return InputType.recurrent(config.vocabularySize(), config.contextLength());
    }

    /** Nothing: what comes in are ids, whatever their number. */
    @Override
    public void setNIn(InputType input, boolean override) {}

    /** None: ids are taken as they are. */
    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType input) {
        return null;
    }

    @Override
    public boolean isPretrainParam(String name) {
        return false;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType input) {
        long parameters = initializer().numParams(this);
        long perExample = MemoryNeed.training(config, 1).activations() / Float.BYTES;
        return new LayerMemoryReport.Builder(getLayerName(), GptLayer.class, input, getOutputType(-1, input))
                .standardMemory(parameters, getIUpdater().stateSize(parameters))
                .workingMemory(0, 0, 0, perExample)
                .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
                .build();
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && other instanceof GptLayer layer && config.equals(layer.config);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + config.hashCode();
    }
}
