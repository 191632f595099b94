package io.kindling.dl4j;

import java.util.List;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * An output layer whose labels are token ids. DL4J takes every output layer for a classifier of examples that could be
 * used by itself; what it asks of one is refused here.
 */
abstract class TokenOutputLayer<C extends org.deeplearning4j.nn.conf.layers.BaseLayer> extends BaseLayer<C>
        implements IOutputLayer {
    protected transient INDArray labels;

    TokenOutputLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
    }

    @Override
    public boolean needsLabels() {
        return true;
    }

    @Override
    public void setLabels(INDArray labels) {
        this.labels = labels;
    }

    @Override
    public INDArray getLabels() {
        return labels;
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public void clear() {
        super.clear();
        labels = null;
    }

    private static UnsupportedOperationException refusal() {
        return new UnsupportedOperationException(
                "this layer tells the next token at every place, and doesn't classify examples: use the network's fit, "
                        + "score and output");
    }

    @Override
    public double f1Score(DataSet data) {
        throw refusal();
    }

    @Override
    public double f1Score(INDArray examples, INDArray labels) {
        throw refusal();
    }

    /** @deprecated as DL4J has it */
    @Deprecated
    @Override
    public int numLabels() {
        throw refusal();
    }

    @Override
    public void fit(DataSetIterator data) {
        throw refusal();
    }

    @Override
    public int[] predict(INDArray examples) {
        throw refusal();
    }

    @Override
    public List<String> predict(DataSet data) {
        throw refusal();
    }

    @Override
    public void fit(INDArray examples, INDArray labels) {
        throw refusal();
    }

    @Override
    public void fit(DataSet data) {
        throw refusal();
    }

    @Override
    public void fit(INDArray examples, int[] labels) {
        throw refusal();
    }
}
