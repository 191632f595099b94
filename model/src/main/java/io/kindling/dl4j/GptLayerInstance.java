package io.kindling.dl4j;

import io.kindling.kernels.Dropout;
import io.kindling.model.Parameters;
import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.custom.SoftMax;
import org.nd4j.linalg.factory.Nd4j;

/** A {@link GptLayer} that runs: what DL4J asks of a layer, answered by the model's own step. */
final class GptLayerInstance extends TokenOutputLayer<GptLayer> {
    private transient SharedGpt gpt;
    /** Of the input and labels that are set; null until it is computed. */
    private transient Double loss;

    GptLayerInstance(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
    }

    private SharedGpt gpt() {
        if (gpt == null || !gpt.isIn(paramsFlattened)) {
            gpt = new SharedGpt(layerConf().config(), paramsFlattened);
        }
        return gpt;
    }

    private TokenBatch batch() {
        return TokenBatch.of(layerConf().config(), input, labels, maskArray);
    }

    /** Loss and gradient in one; the gradient is left in DL4J's own vector. There is none of token ids. */
    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        Dropout dropout = Dropout.ofStep(layerConf().dropout(), conf().getSeed(), getIterationCount());
        loss = gpt().train(batch(), gradientsFlattened, dropout);
        gradient = new DefaultGradient(gradientsFlattened);
        for (Parameters.Entry entry : Parameters.layout(layerConf().config())) {
            String key = GptParamInitializer.key(entry);
            gradient.setGradientFor(key, gradientViews.get(key));
        }
        return new Pair<>(gradient, null);
    }

    /** That of the step that has just been computed; otherwise without dropout, {@code training} or not. */
    @Override
    public double computeScore(double regularization, boolean training, LayerWorkspaceMgr workspaces) {
        if (loss == null) {
            assertInputSet(false);
            TokenBatch batch = batch();
            loss = -Arrays.stream(gpt().logLikelihoods(batch)).sum() / batch.counted();
        }
        score = loss + regularization;
        return score;
    }

    /** (batch, 1): the mean loss of each sequence, in nats per token. */
    @Override
    public INDArray computeScoreForExamples(double regularization, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        TokenBatch batch = batch();
        double[] logs = gpt().logLikelihoods(batch);
        INDArray scores = workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, batch.sequences(), 1);
        for (int sequence = 0; sequence < batch.sequences(); sequence++) {
            double sum = 0;
            for (int i = sequence * batch.time(); i < (sequence + 1) * batch.time(); i++) {
                sum += logs[i];
            }
            scores.putScalar(sequence, 0, regularization - sum / Math.max(1, batch.counted(sequence)));
        }
        return scores;
    }

    /** (batch, vocabularySize, time): the probability of each token to be next. Without dropout, in training too. */
    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        TokenBatch batch = TokenBatch.of(layerConf().config(), input);
        int vocabulary = layerConf().vocabularySize();
        INDArray rows = workspaces.createUninitialized(
                ArrayType.ACTIVATIONS,
                DataType.FLOAT,
                new long[] {(long) batch.sequences() * batch.time(), vocabulary},
                'c');
        gpt().logits(batch, rows.reshape(rows.length()));
        Nd4j.exec(new SoftMax(rows, rows));
        return rows.reshape('c', batch.sequences(), batch.time(), vocabulary).permute(0, 2, 1);
    }

    @Override
    public void setInput(INDArray input, LayerWorkspaceMgr workspaces) {
        super.setInput(input, workspaces);
        loss = null;
    }

    @Override
    public void setLabels(INDArray labels) {
        super.setLabels(labels);
        loss = null;
    }

    /** A mask of the features changes nothing: no token sees those after it, and labels have a mask of their own. */
    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int minibatch) {
        return new Pair<>(mask, state);
    }

    /** No: the step has divided its gradient by the number of tokens already. */
    @Override
    public boolean updaterDivideByMinibatch(String name) {
        return false;
    }

    @Override
    public void clear() {
        super.clear();
        loss = null;
    }

    /** Not supported, as by most layers of DL4J: clone the network. */
    @Override
    public Layer clone() {
        throw new UnsupportedOperationException("a layer by itself can't be cloned: clone the network");
    }
}
