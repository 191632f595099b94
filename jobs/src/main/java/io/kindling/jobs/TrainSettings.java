package io.kindling.jobs;

import io.kindling.jobs.parallel.Kind;
import io.kindling.jobs.parallel.TrainingPlan;
import io.kindling.jobs.parallel.WireFormat;
import io.kindling.model.GptConfig;
import io.kindling.optim.AdamW;
import io.kindling.optim.Arithmetic;
import io.kindling.optim.OuterOptimizer;
import io.kindling.optim.Schedule;
import io.kindling.shard.Shards;
import java.util.List;

/**
 * A training run.
 *
 * @param run folder of the run
 * @param resume whether to go on where the run of that folder has stopped; otherwise it may not exist yet
 * @param shards folder that {@code tokenize} wrote
 * @param init folder of a model to begin with; null to begin with parameters that the seed decides
 * @param checkpointEveryRounds rounds between checkpoints; the last round makes one too
 * @param seed of initial parameters, order of data and dropout
 * @param bandwidth between executors, for the forecast of what a round costs
 * @param simulateExecutors numbers of executors to make that forecast for, instead of training
 */
public record TrainSettings(
        String run,
        boolean resume,
        String shards,
        String init,
        Model model,
        Training training,
        Parallel parallel,
        ValidationPart validation,
        int checkpointEveryRounds,
        long seed,
        String bandwidth,
        List<Integer> simulateExecutors) {
    /** Rounds that Spark's lineage is asked to remember at most: its graph is walked recursively. */
    private static final int MOST_ROUNDS = 50;

    public TrainSettings {
        requireAtLeast("checkpointEveryRounds", checkpointEveryRounds, 1);
        if (checkpointEveryRounds > MOST_ROUNDS) {
            throw new IllegalArgumentException("checkpointEveryRounds (" + checkpointEveryRounds + ") must be at most "
                    + MOST_ROUNDS + ": a lost executor's part is computed again from the last checkpoint");
        }
        Bandwidth.bytesPerSecond(bandwidth);
        simulateExecutors.forEach(executors -> requireAtLeast("simulateExecutors", executors, 1));
    }

    /** The model's shape; its vocabulary is the shards'. */
    record Model(int contextLength, int width, int heads, int layers, double dropout, boolean bias) {
        Model {
            config(1, contextLength, width, heads, layers, dropout, bias);
        }

        GptConfig config(int vocabularySize) {
            return config(vocabularySize, contextLength, width, heads, layers, dropout, bias);
        }

        private static GptConfig config(
                int vocabularySize, int contextLength, int width, int heads, int layers, double dropout, boolean bias) {
            return new GptConfig(vocabularySize, contextLength, width, heads, layers, dropout, bias);
        }
    }

    /** How the learning rate goes on after the warm-up. */
    enum Decay {
        CONSTANT,
        COSINE
    }

    /** One replica's steps. */
    record Training(
            long steps,
            int batch,
            int microbatches,
            Decay schedule,
            double learningRate,
            double minimumLearningRate,
            long warmupSteps,
            double beta1,
            double beta2,
            double epsilon,
            double weightDecay,
            double clip,
            double spikeDeviations) {
        Training {
            requireAtLeast("steps", steps, 1);
            requireAtLeast("batch", batch, 1);
            requireAtLeast("microbatches", microbatches, 1);
            if (!(spikeDeviations >= 0)) {
                throw new IllegalArgumentException("spikeDeviations (" + spikeDeviations + ") must be at least 0");
            }
            new AdamW.Settings(beta1, beta2, epsilon, weightDecay, clip);
            schedule(schedule, learningRate, minimumLearningRate, warmupSteps, steps);
        }

        AdamW.Settings optimizer() {
            return new AdamW.Settings(beta1, beta2, epsilon, weightDecay, clip);
        }

        Schedule learningRates() {
            return schedule(schedule, learningRate, minimumLearningRate, warmupSteps, steps);
        }

        private static Schedule schedule(Decay decay, double rate, double minimum, long warmup, long steps) {
            return switch (decay) {
                case CONSTANT -> new Schedule.Constant(rate, warmup);
                case COSINE -> new Schedule.Cosine(rate, minimum, warmup, steps);
            };
        }
    }

    /** What becomes of a replica whose loss or gradient isn't finite. */
    enum Divergence {
        /** It ends the run. */
        FAIL,
        /** It is left out of the round and starts the next one at the mean, with the moments it had before. */
        LEAVE_OUT
    }

    /**
     * How replicas work together.
     *
     * @param replicas M, logical replicas, whatever the number of executors
     * @param localSteps H, steps of a round
     * @param wire how vectors travel between them
     * @param outerLearningRate of DiLoCo; null for what suits M and H
     * @param outerMomentum of DiLoCo; null for what suits the number of rounds
     * @param threads of one replica; null for as many as a task has cores
     */
    record Parallel(
            Kind kind,
            int replicas,
            int localSteps,
            WireFormat wire,
            Double outerLearningRate,
            Double outerMomentum,
            Divergence divergence,
            Integer threads) {
        Parallel {
            requireAtLeast("replicas", replicas, 1);
            requireAtLeast("localSteps", localSteps, 1);
            if (threads != null) {
                requireAtLeast("threads", threads, 1);
            }
            kind.outer(replicas, localSteps, 1, outerLearningRate, outerMomentum);
        }

        OuterOptimizer outer(long steps) {
            long rounds = (steps + localSteps - 1) / localSteps;
            return kind.outer(replicas, localSteps, rounds, outerLearningRate, outerMomentum);
        }
    }

    /**
     * Measuring on the shards' validation part.
     *
     * @param everyRounds rounds between measurements; 0 for none
     * @param tokens of each but the last, which covers the whole part; 0 for the whole part each time
     */
    record ValidationPart(int everyRounds, long tokens) {
        ValidationPart {
            requireAtLeast("everyRounds", everyRounds, 0);
            requireAtLeast("tokens", tokens, 0);
        }
    }

    private static void requireAtLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " (" + value + ") must be at least " + least);
        }
    }

    TrainingPlan plan(Shards data, int threads) {
        return new TrainingPlan(
                model.config(data.manifest().vocabularySize()),
                training.optimizer(),
                training.learningRates(),
                data.path(),
                training.steps,
                training.batch,
                training.microbatches,
                training.spikeDeviations,
                parallel.kind,
                parallel.replicas,
                parallel.localSteps,
                parallel.outer(training.steps),
                parallel.wire,
                parallel.divergence == Divergence.LEAVE_OUT,
                threads,
                Arithmetic.ofThisProcess(),
                seed);
    }
}
