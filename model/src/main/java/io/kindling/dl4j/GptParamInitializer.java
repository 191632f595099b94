package io.kindling.dl4j;

import io.kindling.model.GptConfig;
import io.kindling.model.Initialisation;
import io.kindling.model.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** {@link Parameters#layout} in DL4J's terms: names, and views into the flat vector of a {@link GptLayer}. */
final class GptParamInitializer implements ParamInitializer {
    static final GptParamInitializer INSTANCE = new GptParamInitializer();

    private GptParamInitializer() {}

    /** DL4J's name of a tensor. */
    static String key(Parameters.Entry entry) {
        return entry.name().replace('_', '-');
    }

    private static GptConfig config(Layer layer) {
        return ((GptLayer) layer).config();
    }

    private static Stream<Parameters.Entry> layout(Layer layer) {
        return Parameters.layout(config(layer)).stream();
    }

    private static List<String> keys(Layer layer, int rank) {
        return layout(layer)
                .filter(entry -> entry.rank() == rank)
                .map(GptParamInitializer::key)
                .toList();
    }

    @Override
    public long numParams(NeuralNetConfiguration conf) {
        return numParams(conf.getLayer());
    }

    @Override
    public long numParams(Layer layer) {
        return Parameters.count(config(layer));
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        return layout(layer).map(GptParamInitializer::key).toList();
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return keys(layer, 2);
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return keys(layer, 1);
    }

    @Override
    public boolean isWeightParam(Layer layer, String key) {
        return weightKeys(layer).contains(key);
    }

    @Override
    public boolean isBiasParam(Layer layer, String key) {
        return biasKeys(layer).contains(key);
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray parameters, boolean initialize) {
        if (initialize) {
            float[] initial = Initialisation.gpt2(config(conf.getLayer()), conf.getSeed());
            parameters.reshape(initial.length).assign(Nd4j.createFromArray(initial));
        }
        paramKeys(conf.getLayer()).forEach(conf::addVariable);
        return views(conf.getLayer(), parameters);
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray gradient) {
        return views(conf.getLayer(), gradient);
    }

    /** Each of its shape, rows × columns in row-major order. */
    private static Map<String, INDArray> views(Layer layer, INDArray vector) {
        INDArray flat = vector.reshape(vector.length());
        Map<String, INDArray> views = new LinkedHashMap<>();
        layout(layer).forEach(entry -> {
            INDArray part = flat.get(NDArrayIndex.interval(entry.offset(), entry.offset() + entry.size()));
            views.put(key(entry), part.reshape('c', entry.rows(), entry.columns()));
        });
        return views;
    }
}
