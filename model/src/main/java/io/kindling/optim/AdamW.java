package io.kindling.optim;

import io.kindling.kernels.Kernels;
import io.kindling.kernels.Team;
import io.kindling.kernels.Tensor;
import io.kindling.model.Parameters;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * AdamW (Loshchilov and Hutter 2019) after clipping by the gradient's global norm. Matrices decay; biases and gains don't.
 * The vectors are cut into fixed chunks, so that sums and results don't depend on the number of threads.
 */
public final class AdamW {
    private static final int CHUNK = 1 << 16;

    private final Settings settings;
    private final Kernels kernels;
    private final Team team;
    private final Parameters mean;
    private final Parameters variance;
    private final List<Chunk> chunks = new ArrayList<>();
    private final double[] squares;
    private long steps;

    /**
     * What of AdamW a configuration chooses.
     *
     * @param beta1 decay of the mean, in [0, 1)
     * @param beta2 decay of the variance, in [0, 1)
     * @param epsilon added to the deviation
     * @param weightDecay of matrices, times the learning rate
     * @param clip largest global norm of the gradient; 0 for no clipping
     */
    public record Settings(double beta1, double beta2, double epsilon, double weightDecay, double clip)
            implements Serializable {
        public Settings {
            requireShare("beta1", beta1);
            requireShare("beta2", beta2);
            if (!(epsilon > 0)) {
                throw new IllegalArgumentException("epsilon (" + epsilon + ") must be more than 0");
            }
            if (!(weightDecay >= 0)) {
                throw new IllegalArgumentException("weightDecay (" + weightDecay + ") must be at least 0");
            }
            if (!(clip >= 0)) {
                throw new IllegalArgumentException("clip (" + clip + ") must be at least 0");
            }
        }

        private static void requireShare(String name, double value) {
            if (!(value >= 0 && value < 1)) {
                throw new IllegalArgumentException(name + " (" + value + ") must be at least 0 and less than 1");
            }
        }
    }

    /** What of the vectors one piece of work covers. */
    private record Chunk(Tensor parameters, Tensor gradient, Tensor mean, Tensor variance, boolean decays) {}

    public AdamW(Settings settings, Parameters parameters, Parameters gradient, Kernels kernels, Team team) {
        this.settings = settings;
        this.kernels = kernels;
        this.team = team;
        this.mean = new Parameters(parameters.config(), kernels);
        this.variance = new Parameters(parameters.config(), kernels);
        for (Parameters.Entry entry : Parameters.layout(parameters.config())) {
            long end = entry.offset() + entry.size();
            for (long from = entry.offset(); from < end; from += CHUNK) {
                long to = Math.min(end, from + CHUNK);
                chunks.add(new Chunk(
                        parameters.flat().range(from, to),
                        gradient.flat().range(from, to),
                        mean.flat().range(from, to),
                        variance.flat().range(from, to),
                        entry.rank() == 2));
            }
        }
        this.squares = new double[chunks.size()];
    }

    /** Moves the parameters against the gradient; returns the gradient's global norm before clipping. */
    public double step(double learningRate) {
        double norm = gradientNorm();
        step(learningRate, norm);
        return norm;
    }

    /** The gradient's global norm, before clipping. */
    public double gradientNorm() {
        team.run(chunks.size(), chunk -> squares[chunk] = kernels.sumOfSquares(chunks.get(chunk).gradient));
        double sum = 0;
        for (double square : squares) {
            sum += square;
        }
        return Math.sqrt(sum);
    }

    /**
     * Moves the parameters against the gradient.
     *
     * @param norm of it, as {@link #gradientNorm} gave it
     */
    public void step(double learningRate, double norm) {
        double scale = settings.clip > 0 && norm > settings.clip ? settings.clip / norm : 1;
        steps++;
        Kernels.AdamWStep decayed = constants(learningRate, settings.weightDecay);
        Kernels.AdamWStep plain = constants(learningRate, 0);
        team.run(chunks.size(), number -> {
            Chunk chunk = chunks.get(number);
            kernels.adamW(
                    chunk.parameters,
                    chunk.gradient,
                    chunk.mean,
                    chunk.variance,
                    chunk.decays ? decayed : plain,
                    scale);
        });
    }

    private Kernels.AdamWStep constants(double learningRate, double decay) {
        return new Kernels.AdamWStep(learningRate, settings.beta1, settings.beta2, settings.epsilon, decay, steps);
    }

    /** The running mean of gradients. */
    public Parameters mean() {
        return mean;
    }

    /** The running mean of squared gradients. */
    public Parameters variance() {
        return variance;
    }

    /** Steps taken. */
    public long steps() {
        return steps;
    }

    /** Goes on as after {@code taken} steps, with moments that the caller has put in place. */
    public void resume(long taken) {
        steps = taken;
    }
}
