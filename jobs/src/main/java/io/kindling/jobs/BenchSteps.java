package io.kindling.jobs;

import io.kindling.kernels.Dropout;
import io.kindling.kernels.Team;
import io.kindling.model.Decoder;
import io.kindling.model.Gpt;
import io.kindling.model.GptConfig;
import io.kindling.model.Inference;
import io.kindling.model.Parameters;
import io.kindling.model.TrainingStep;
import io.kindling.optim.AdamW;
import io.kindling.sample.Sampler;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A step to be timed.
 *
 * @param parameters of its model
 * @param tokens that it goes through or makes
 * @param flops multiplications and additions of its matrix products
 */
record BenchSteps(Parameters parameters, long tokens, double flops, Runnable step) {
    static BenchSteps of(Bench.Subject subject, Gpt gpt, Team team, int batch) {
        GptConfig config = gpt.config();
        Parameters parameters = gpt.parameters();
        long tokens = (long) batch * config.contextLength();
        return switch (subject) {
            case TRAIN ->
                new BenchSteps(parameters, tokens, 3 * forwardFlops(config, tokens), training(gpt, team, batch));
            case FORWARD -> new BenchSteps(parameters, tokens, forwardFlops(config, tokens), forward(gpt, team, batch));
            case GENERATE ->
                new BenchSteps(parameters, batch, forwardFlops(config, batch), generation(gpt, team, batch));
            case TOKENIZE -> throw new IllegalArgumentException("tokenizing needs no model");
        };
    }

    /**
     * Per token 2·(12·L·C² + V·C) and, attention seeing half of the context on average, 2·L·T·C; a step of training
     * takes twice as much again backward.
     */
    private static double forwardFlops(GptConfig c, long tokens) {
        double weights = 12.0 * c.layers() * c.width() * c.width() + (double) c.vocabularySize() * c.width();
        return tokens * (2 * weights + 2.0 * c.layers() * c.contextLength() * c.width());
    }

    private static Runnable training(Gpt gpt, Team team, int batch) {
        TrainingStep step = new TrainingStep(gpt, team, batch, 1);
        AdamW.Settings adamW = new AdamW.Settings(0.9, 0.95, 1e-8, 0.1, 1);
        AdamW optimizer = new AdamW(adamW, gpt.parameters(), step.gradient(), gpt.kernels(), team);
        int[] inputs = tokens(gpt.config(), batch, 1);
        int[] targets = tokens(gpt.config(), batch, 2);
        return () -> {
            step.run(inputs, targets, Dropout.NONE);
            optimizer.step(1e-4);
        };
    }

    private static Runnable forward(Gpt gpt, Team team, int batch) {
        Inference inference = new Inference(gpt, team);
        int[] inputs = tokens(gpt.config(), batch, 1);
        int[] targets = tokens(gpt.config(), batch, 2);
        int[] lengths = new int[batch];
        Arrays.fill(lengths, gpt.config().contextLength());
        return () -> inference.logLikelihoods(inputs, targets, lengths);
    }

    /** Texts begin with a quarter of a context and start again when it is full. */
    private static Runnable generation(Gpt gpt, Team team, int batch) {
        GptConfig config = gpt.config();
        Decoder decoder = new Decoder(gpt, team, batch);
        Sampler sampler = new Sampler(0.8, 0, 1);
        SplittableRandom random = new SplittableRandom(1);
        int[] prompt = Arrays.copyOf(tokens(config, 1, 1), Math.max(1, config.contextLength() / 4));
        float[][] logits = new float[batch][config.vocabularySize()];
        double[] uniform = new double[batch];
        int[] drawn = new int[batch];
        return () -> {
            if (decoder.length(0) == 0 || decoder.length(0) == config.contextLength()) {
                for (int text = 0; text < batch; text++) {
                    decoder.start(text, prompt);
                }
            }
            Arrays.setAll(uniform, text -> random.nextDouble());
            team.run(batch, text -> {
                decoder.logits(text, logits[text]);
                drawn[text] = sampler.draw(logits[text], uniform[text]);
            });
            decoder.append(drawn);
        };
    }

    private static int[] tokens(GptConfig config, int batch, long seed) {
        return new SplittableRandom(seed)
                .ints((long) batch * config.contextLength(), 0, config.vocabularySize())
                .toArray();
    }
}
