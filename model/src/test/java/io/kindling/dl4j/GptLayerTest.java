package io.kindling.dl4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Dropout;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Team;
import io.kindling.model.Gpt;
import io.kindling.model.GptConfig;
import io.kindling.model.Initialisation;
import io.kindling.model.TrainingStep;
import io.kindling.optim.AdamW;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.listeners.CheckpointListener;
import org.deeplearning4j.optimize.listeners.CollectScoresIterationListener;
import org.deeplearning4j.optimize.listeners.PerformanceListener;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.WeightDecay;

class GptLayerTest {
    private static final GptConfig CONFIG = new GptConfig(65, 16, 32, 4, 2, 0.1, true);
    private static final int BATCH = 4;
    private static final long SEED = 7;

    @TempDir
    private File folder;

    @Test
    void tenLossesEqualTheDirectPathsBitForBit() {
        ComputationGraph graph = graph(network(new Sgd(0.5)));
        List<Double> losses = new ArrayList<>();
        for (int step = 0; step < 10; step++) {
            graph.fit(data(step % 2));
            losses.add(graph.score());
        }
        List<Double> direct = new ArrayList<>();
        float[] parameters = Initialisation.gpt2(CONFIG, SEED);
        try (Kernels kernels = new CpuKernels();
                Team team = new Team(2)) {
            Gpt gpt = new Gpt(CONFIG, kernels);
            TrainingStep training = new TrainingStep(gpt, team, BATCH, 1);
            float[] gradient = new float[parameters.length];
            for (int step = 0; step < 10; step++) {
                gpt.parameters().put(parameters);
                direct.add(training.run(ids(step % 2), ids(step % 2 + 100), Dropout.ofStep(0.1, SEED, step)));
                training.gradient().get(gradient);
                for (int i = 0; i < parameters.length; i++) {
                    parameters[i] -= 0.5f * gradient[i];
                }
            }
        }
        assertThat(losses).isEqualTo(direct);
        assertThat(losses.get(9)).isLessThan(losses.get(0));
        assertThat(graph.params().toFloatVector()).isEqualTo(parameters);
    }

    @Test
    void adamWithDecayAndClippingFollowsAdamW() {
        // DL4J adds epsilon before it corrects the variance's bias: only where it is next to nothing are they the same.
        NeuralNetConfiguration.Builder network = network(new Adam(1e-2, 0.9, 0.99, 1e-12))
                .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                .gradientNormalizationThreshold(0.5);
        GptLayer layer = new GptLayer(CONFIG);
        layer.setRegularization(new ArrayList<>(List.of(new WeightDecay(0.1, true))));
        ComputationGraph graph = new ComputationGraph(configuration(network, layer));
        graph.init();
        try (Kernels kernels = new CpuKernels();
                Team team = new Team(1)) {
            Gpt gpt = new Gpt(CONFIG, kernels);
            Initialisation.gpt2(gpt.parameters(), SEED);
            TrainingStep training = new TrainingStep(gpt, team, BATCH, 1);
            AdamW optimizer = new AdamW(
                    new AdamW.Settings(0.9, 0.99, 1e-12, 0.1, 0.5),
                    gpt.parameters(),
                    training.gradient(),
                    kernels,
                    team);
            for (int step = 0; step < 10; step++) {
                double regularization = graph.calcRegularizationScore(true);
                graph.fit(data(0));
                double loss = training.run(ids(0), ids(100), Dropout.ofStep(0.1, SEED, step));
                optimizer.step(1e-2);
                assertThat(graph.score() - regularization).as("step " + step).isCloseTo(loss, offset(1e-5));
            }
        }
    }

    @Test
    void aSavedNetworkGoesOnAsIfNothingHadHappened() throws IOException {
        ComputationGraph graph = graph(network(new Adam(1e-2)));
        fit(graph, 0, 3);
        File file = new File(folder, "graph.zip");
        ModelSerializer.writeModel(graph, file, true);
        ComputationGraph loaded = ModelSerializer.restoreComputationGraph(file, true);
        assertThat(loaded.params()).isEqualTo(graph.params());
        fit(graph, 3, 6);
        fit(loaded, 3, 6);
        assertThat(loaded.score()).isEqualTo(graph.score());
        assertThat(loaded.params()).isEqualTo(graph.params());
    }

    @Test
    void theConfigurationSurvivesItsJson() {
        GptLayer layer = new GptLayer(CONFIG);
        layer.setIUpdater(new Sgd(0.25));
        ComputationGraphConfiguration configuration = configuration(network(new Adam(1e-3)), layer);
        ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(configuration.toJson());
        assertThat(read).isEqualTo(configuration);
        assertThat(read.toJson()).contains("\"vocabularySize\" : 65").doesNotContain("\"config\"");
        ComputationGraph graph = new ComputationGraph(read);
        graph.init();
        GptLayer of = (GptLayer) graph.getLayer(0).conf().getLayer();
        assertThat(of.config()).isEqualTo(CONFIG);
        assertThat(of.getIUpdater()).isEqualTo(new Sgd(0.25));
    }

    @Test
    void listenersAreCalledAndCheckpointsWritten() throws IOException {
        ComputationGraph graph = graph(network(new Sgd(0.1)));
        CollectScoresIterationListener scores = new CollectScoresIterationListener(1);
        CheckpointListener checkpoints = new CheckpointListener.Builder(folder)
                .keepAll()
                .saveEveryNIterations(2)
                .build();
        graph.setListeners(scores, checkpoints, new ScoreIterationListener(1), new PerformanceListener(1, true));
        fit(graph, 0, 4);
        assertThat(checkpoints.availableCheckpoints()).isNotEmpty();
        assertThat(CheckpointListener.loadLastCheckpointCG(folder).numParams()).isEqualTo(graph.numParams());
        ByteArrayOutputStream collected = new ByteArrayOutputStream();
        scores.exportScores(collected);
        assertThat(collected.toString(UTF_8).lines())
                .hasSize(5)
                .last()
                .asString()
                .contains("" + graph.score());
    }

    @Test
    void outputsAreTheProbabilitiesThatTheScoreIsMadeOf() {
        ComputationGraph graph = graph(network(new Sgd(0.1)));
        INDArray output = graph.outputSingle(data(1).getFeatures());
        assertThat(output.shape()).containsExactly(BATCH, 65, 16);
        double loss = 0;
        for (int i = 0; i < ids(1).length; i++) {
            INDArray row = output.get(NDArrayIndex.point(i / 16), NDArrayIndex.all(), NDArrayIndex.point(i % 16));
            assertThat(row.sumNumber().doubleValue()).isCloseTo(1, offset(1e-5));
            loss -= Math.log(row.getDouble(ids(101)[i])) / ids(1).length;
        }
        assertThat(graph.score(data(1))).isCloseTo(loss, offset(1e-5));
        assertThat(graph.scoreExamples(data(1), false).meanNumber().doubleValue())
                .isCloseTo(loss, offset(1e-5));
    }

    @Test
    void maskedAndNegativeLabelsDontCountAndSequencesMayBeShort() {
        ComputationGraph graph = graph(network(new Sgd(0.1)));
        INDArray tokens = Nd4j.createFromArray(new int[][] {{1, 2, 3}, {4, 5, 6}});
        INDArray next = Nd4j.createFromArray(new int[][] {{2, 3, -1}, {5, -100, 7}});
        INDArray some = Nd4j.createFromArray(new int[][] {{2, 3, 4}, {5, 6, 7}});
        INDArray mask = Nd4j.createFromArray(new float[][] {{1, 1, 0}, {1, 0, 1}});
        double negative = graph.score(new DataSet(tokens, next));
        assertThat(graph.score(new DataSet(tokens, some, null, mask))).isEqualTo(negative);
        graph.fit(new DataSet(tokens, next));
        assertThat(graph.score()).isNotEqualTo(negative).isCloseTo(negative, offset(0.5));
        graph.fit(data(1));
        graph.fit(new DataSet(tokens, some, null, mask));
        assertThat(graph.score(new DataSet(tokens, next))).isLessThan(negative);
    }

    @Test
    void whatIsNoTokenIsRefused() {
        ComputationGraph graph = graph(network(new Sgd(0.1)));
        INDArray right = Nd4j.zeros(DataType.INT32, 2, 16);
        assertThatThrownBy(() -> graph.output(Nd4j.zeros(DataType.INT32, 2, 17)))
                .hasMessage("features [2, 17] must be (batch, time) with at most contextLength (16) ids");
        assertThatThrownBy(() -> graph.output(Nd4j.valueArrayOf(new long[] {1, 2}, 65.0)))
                .hasMessage("features must be token ids, whole numbers less than vocabularySize (65), and number 0 is"
                        + " 65.0");
        assertThatThrownBy(() -> graph.fit(new DataSet(right, Nd4j.zeros(DataType.INT32, 2, 15))))
                .hasMessage("labels [2, 15] must have the shape of the features [2, 16], an id for each");
        assertThatThrownBy(() -> graph.fit(new DataSet(right, right.sub(1))))
                .hasMessage("labels must have at least one that counts: not negative, nor masked");
    }

    @Test
    void settingsThatTheModelWouldIgnoreAreRefused() {
        assertThatThrownBy(() -> graph(network(new Sgd(0.1)).dropOut(0.9)))
                .hasMessageStartingWith("dropOut (")
                .hasMessageEndingWith(") of layer gpt must be unset: the model drops out by its own dropout");
        assertThatThrownBy(() -> graph(network(new Sgd(0.1)).dataType(DataType.DOUBLE)))
                .hasMessage("data type (DOUBLE) of layer gpt must be FLOAT: its kernels compute in float32");
    }

    private static void fit(ComputationGraph graph, int from, int to) {
        for (int step = from; step < to; step++) {
            graph.fit(data(step));
        }
    }

    private static NeuralNetConfiguration.Builder network(IUpdater updater) {
        return new NeuralNetConfiguration.Builder().seed(SEED).updater(updater);
    }

    private static ComputationGraph graph(NeuralNetConfiguration.Builder network) {
        ComputationGraph graph = new ComputationGraph(configuration(network, new GptLayer(CONFIG)));
        graph.init();
        return graph;
    }

    private static ComputationGraphConfiguration configuration(NeuralNetConfiguration.Builder network, GptLayer layer) {
        return network.graphBuilder()
                .addInputs("tokens")
                .addLayer("gpt", layer, "tokens")
                .setOutputs("gpt")
                .build();
    }

    private static int[] ids(long seed) {
        return new SplittableRandom(seed)
                .ints((long) BATCH * CONFIG.contextLength(), 0, CONFIG.vocabularySize())
                .toArray();
    }

    private static DataSet data(long seed) {
        return new DataSet(array(ids(seed)), array(ids(seed + 100)));
    }

    private static INDArray array(int[] ids) {
        return Nd4j.createFromArray(ids).reshape(BATCH, CONFIG.contextLength());
    }
}
