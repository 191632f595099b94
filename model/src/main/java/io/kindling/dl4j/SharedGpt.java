package io.kindling.dl4j;

import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Dropout;
import io.kindling.kernels.SharedTensor;
import io.kindling.kernels.Team;
import io.kindling.kernels.Tensor;
import io.kindling.model.Gpt;
import io.kindling.model.GptConfig;
import io.kindling.model.Inference;
import io.kindling.model.Parameters;
import io.kindling.model.TrainingStep;
import java.lang.ref.Cleaner;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A GPT whose parameters, and in training their gradient, are vectors of DL4J: nothing is copied to and fro. What else it
 * needs is allocated when it is first needed, and its threads end with it, for DL4J doesn't tell its layers when it is
 * done with them.
 */
final class SharedGpt {
    private static final Cleaner CLEANER = Cleaner.create();

    private final GptConfig config;
    private final INDArray parameters;
    private final Team team = new Team(Runtime.getRuntime().availableProcessors());
    private Training training;
    private Inference inference;

    /** A step for a number of sequences, in memory of its own. */
    private record Training(int batch, INDArray gradient, CpuKernels kernels, TrainingStep step) {}

    SharedGpt(GptConfig config, INDArray parameters) {
        this.config = config;
        this.parameters = parameters;
        CLEANER.register(this, team::close);
    }

    /** Whether this vector has its parameters. */
    boolean isIn(INDArray vector) {
        return parameters == vector;
    }

    /** The mean loss of a batch, whose gradient is left in {@code gradient}. */
    double train(TokenBatch batch, INDArray gradient, Dropout dropout) {
        if (training == null || training.batch != batch.sequences() || training.gradient != gradient) {
            layOut(batch.sequences(), gradient);
        }
        TokenBatch filled = batch.filled(config.contextLength());
        return training.step.run(filled.inputs(), filled.targets(), dropout);
    }

    private void layOut(int batch, INDArray gradient) {
        if (training != null) {
            training.kernels.close();
        }
        CpuKernels kernels = new CpuKernels();
        Gpt gpt = new Gpt(shared(parameters), kernels);
        training = new Training(batch, gradient, kernels, new TrainingStep(gpt, team, batch, 1, shared(gradient)));
    }

    private Parameters shared(INDArray vector) {
        return new Parameters(config, SharedTensor.of(vector.reshape(vector.length())));
    }

    /** Of each target, in nats; 0 where it doesn't count. */
    double[] logLikelihoods(TokenBatch batch) {
        int[] lengths = new int[batch.sequences()];
        Arrays.fill(lengths, batch.time());
        return inference().logLikelihoods(batch.inputs(), batch.targets(), lengths);
    }

    /** Writes what follows each token, V numbers each, into a vector. */
    void logits(TokenBatch batch, INDArray vector) {
        Tensor rows = SharedTensor.of(vector).reshape(batch.inputs().length, config.vocabularySize());
        for (int from = 0; from < batch.inputs().length; from += batch.time()) {
            int to = from + batch.time();
            inference().logits(Arrays.copyOfRange(batch.inputs(), from, to), rows.rows(from, to));
        }
    }

    /** The way forward alone. */
    private Inference inference() {
        if (inference == null) {
            inference = new Inference(new Gpt(shared(parameters), new CpuKernels()), team);
        }
        return inference;
    }
}
