package io.kindling.optim;

import io.kindling.kernels.BlasKernel;
import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Dropout;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Team;
import io.kindling.model.Gpt;
import io.kindling.model.GptConfig;
import io.kindling.model.Initialisation;
import io.kindling.model.Parameters;
import io.kindling.model.TrainingStep;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What decides the bits that a JVM on a processor computes. Two that have the same come to the same parameters; replicas
 * on others would still learn, but no one could repeat the run.
 *
 * @param java feature version: its library's functions and compilers round as they like, within their promises
 * @param lanes floats that row passes work on at once: sums are added up in so many parts
 * @param blasKernel of matrix products: each adds them up in an order of its own
 * @param step checksum of a small training step, computed here: what the other three may have missed
 */
public record Arithmetic(int java, int lanes, String blasKernel, int step) implements Serializable {
    private static final GptConfig SMALL = new GptConfig(96, 40, 64, 2, 1, 0.1, true);
    private static final int BATCH = 2;

    /** Of this JVM, computed when first asked for. */
    public static Arithmetic ofThisProcess() {
        return Held.HERE;
    }

    private static final class Held {
        private static final Arithmetic HERE =
                new Arithmetic(Runtime.version().feature(), CpuKernels.lanes(), BlasKernel.name(), checksum());
    }

    private static int checksum() {
        try (Kernels kernels = new CpuKernels();
                Team team = new Team(1)) {
            Gpt gpt = new Gpt(SMALL, kernels);
            Initialisation.gpt2(gpt.parameters(), 1);
            TrainingStep step = new TrainingStep(gpt, team, BATCH, 1);
            AdamW.Settings settings = new AdamW.Settings(0.9, 0.95, 1e-8, 0.1, 1);
            AdamW optimizer = new AdamW(settings, gpt.parameters(), step.gradient(), kernels, team);
            int[] tokens = new int[step.tokensPerStep() + 1];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = i * i % SMALL.vocabularySize();
            }
            int[] targets = Arrays.copyOfRange(tokens, 1, tokens.length);
            double loss = step.run(tokens, targets, new Dropout((float) SMALL.dropout(), 1));
            optimizer.step(1e-3);
            float[] parameters = new float[Math.toIntExact(Parameters.count(SMALL))];
            gpt.parameters().get(parameters);
            return checksum(loss, parameters);
        }
    }

    private static int checksum(double loss, float[] parameters) {
        ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES + Float.BYTES * parameters.length);
        bytes.putDouble(loss).asFloatBuffer().put(parameters);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.rewind());
        return (int) checksum.getValue();
    }

    /**
     * What sets it apart from another, in words; empty if nothing does.
     *
     * @param whose the other one is
     */
    public List<String> differences(Arithmetic other, String whose) {
        List<String> differences = new ArrayList<>();
        if (java != other.java) {
            differences.add("Java %d, and %s Java %d".formatted(java, whose, other.java));
        }
        if (lanes != other.lanes) {
            differences.add("row passes over %s, and %s over %s".formatted(rows(), whose, other.rows()));
        }
        if (!blasKernel.equals(other.blasKernel)) {
            differences.add("the BLAS kernel %s, and %s %s".formatted(blasKernel, whose, other.blasKernel));
        }
        if (differences.isEmpty() && step != other.step) {
            differences.add(
                    "a training step that comes out as %08x, and %s one of %08x".formatted(step, whose, other.step));
        }
        return differences;
    }

    /** How passes over rows are worked on. */
    public String rows() {
        return lanes == 1 ? "one float at a time" : lanes + " floats at once";
    }
}
