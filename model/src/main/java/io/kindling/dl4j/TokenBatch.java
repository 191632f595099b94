package io.kindling.dl4j;

import io.kindling.model.GptConfig;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Token ids out of DL4J's arrays, whatever their type: sequences of equal length, one after another, checked. */
final class TokenBatch {
    private final int sequences;
    private final int time;
    private final int[] inputs;
    private final int[] targets;

    private TokenBatch(int sequences, int time, int[] inputs, int[] targets) {
        this.sequences = sequences;
        this.time = time;
        this.inputs = inputs;
        this.targets = targets;
    }

    /**
     * The ids of features, without targets.
     *
     * @throws IllegalArgumentException if they aren't (batch, time), too long, or no ids of the vocabulary
     */
    static TokenBatch of(GptConfig config, INDArray features) {
        if (features.rank() != 2 || features.size(1) > config.contextLength()) {
            throw new IllegalArgumentException("features %s must be (batch, time) with at most contextLength (%d) ids"
                    .formatted(Arrays.toString(features.shape()), config.contextLength()));
        }
        int[] inputs = ids("features", features, 0, config.vocabularySize());
        return new TokenBatch((int) features.size(0), (int) features.size(1), inputs, new int[inputs.length]);
    }

    /**
     * The ids of features and labels.
     *
     * @param mask (batch, time), 0 where a label doesn't count; null where all do
     */
    static TokenBatch of(GptConfig config, INDArray features, INDArray labels, INDArray mask) {
        TokenBatch batch = of(config, features);
        requireShape("labels", labels, features);
        int[] targets = ids("labels", labels, Integer.MIN_VALUE, config.vocabularySize());
        if (mask != null) {
            requireShape("labels mask", mask, features);
            double[] counts = mask.dup('c').reshape(mask.length()).toDoubleVector();
            Arrays.setAll(targets, i -> counts[i] == 0 ? -1 : targets[i]);
        }
        TokenBatch labelled = new TokenBatch(batch.sequences, batch.time, batch.inputs, targets);
        if (labelled.counted() == 0) {
            throw new IllegalArgumentException("labels must have at least one that counts: not negative, nor masked");
        }
        return labelled;
    }

    private static void requireShape(String name, INDArray array, INDArray features) {
        if (!Arrays.equals(array.shape(), features.shape())) {
            throw new IllegalArgumentException("%s %s must have the shape of the features %s, an id for each"
                    .formatted(name, Arrays.toString(array.shape()), Arrays.toString(features.shape())));
        }
    }

    private static int[] ids(String name, INDArray array, int least, int end) {
        double[] values = array.dup('c').reshape(array.length()).toDoubleVector();
        int[] ids = new int[values.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (int) values[i];
            if (ids[i] != values[i] || ids[i] < least || ids[i] >= end) {
                throw new IllegalArgumentException(
                        "%s must be token ids, whole numbers less than vocabularySize (%d), and number %d is %s"
                                .formatted(name, end, i, values[i]));
            }
        }
        return ids;
    }

    int sequences() {
        return sequences;
    }

    /** Tokens of a sequence. */
    int time() {
        return time;
    }

    int[] inputs() {
        return inputs;
    }

    int[] targets() {
        return targets;
    }

    /** Targets that count. */
    int counted() {
        return counted(0, targets.length);
    }

    /** Those of one sequence. */
    int counted(int sequence) {
        return counted(sequence * time, (sequence + 1) * time);
    }

    private int counted(int from, int to) {
        return (int) IntStream.range(from, to).filter(i -> targets[i] >= 0).count();
    }

    /** The same with sequences of that length, filled up with what doesn't count. */
    TokenBatch filled(int length) {
        if (length == time) {
            return this;
        }
        int[] longInputs = new int[sequences * length];
        int[] longTargets = new int[sequences * length];
        Arrays.fill(longTargets, -1);
        for (int s = 0; s < sequences; s++) {
            System.arraycopy(inputs, s * time, longInputs, s * length, time);
            System.arraycopy(targets, s * time, longTargets, s * length, time);
        }
        return new TokenBatch(sequences, length, longInputs, longTargets);
    }
}
