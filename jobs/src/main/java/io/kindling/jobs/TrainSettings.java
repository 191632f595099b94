package io.kindling.jobs;

import io.kindling.jobs.parallel.TrainingPlan;
import io.kindling.model.GptConfig;
import io.kindling.optim.AdamW;
import io.kindling.optim.Schedule;
import io.kindling.shard.Shards;

/**
 * A training run.
 *
 * @param run folder of the run, which must not exist yet
 * @param shards folder that {@code tokenize} wrote
 * @param checkpointEveryRounds rounds between checkpoints; the last round makes one too
 * @param seed of initial parameters, order of data and dropout
 */
record TrainSettings(
        String run,
        String shards,
        Model model,
        Training training,
        Parallel parallel,
        ValidationPart validation,
        int checkpointEveryRounds,
        long seed) {
    TrainSettings {
        requireAtLeast("checkpointEveryRounds", checkpointEveryRounds, 1);
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
            double clip) {
        Training {
            requireAtLeast("steps", steps, 1);
            requireAtLeast("batch", batch, 1);
            requireAtLeast("microbatches", microbatches, 1);
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

    /** What replicas exchange. */
    enum Kind {
        /** The mean of the replicas' parameters after their local steps. */
        AVERAGING
    }

    /**
     * How replicas work together.
     *
     * @param replicas M, logical replicas, whatever the number of executors
     * @param localSteps H, steps between two means
     * @param threads of one replica; null for as many as a task has cores
     */
    record Parallel(Kind kind, int replicas, int localSteps, Integer threads) {
        Parallel {
            requireAtLeast("replicas", replicas, 1);
            requireAtLeast("localSteps", localSteps, 1);
            if (threads != null) {
                requireAtLeast("threads", threads, 1);
            }
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
                parallel.replicas,
                parallel.localSteps,
                threads,
                seed);
    }
}
