package io.kindling.jobs;

import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Dropout;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.SgemmPeak;
import io.kindling.kernels.Team;
import io.kindling.model.Gpt;
import io.kindling.model.GptConfig;
import io.kindling.model.Inference;
import io.kindling.model.Initialisation;
import io.kindling.model.TrainingStep;
import io.kindling.optim.AdamW;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.bytedeco.javacpp.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How fast this machine trains or scores with a model, beside what it can multiply. */
final class Bench {
    private static final Logger LOG = LoggerFactory.getLogger(Bench.class);
    /** Set here, it decides OpenBLAS's kernel, which may be an older processor's. */
    private static final String CORE = "OPENBLAS_CORETYPE";

    private Bench() {}

    /** What is measured. */
    enum Subject {
        /** Forward, backward, clipping and AdamW. */
        TRAIN,
        /** Log-likelihoods of full contexts. */
        FORWARD
    }

    /** Explained in Bench.yaml. */
    record Settings(
            Subject subject,
            int vocabularySize,
            int width,
            int layers,
            int heads,
            int contextLength,
            int batch,
            Integer threads,
            int warmupSteps,
            int steps) {
        Settings {
            new GptConfig(vocabularySize, contextLength, width, heads, layers, 0, true);
            requirePositive("batch", batch);
            requirePositive("steps", steps);
            requirePositive("threads", threads == null ? 1 : threads);
        }

        private static void requirePositive(String name, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " (" + value + ") must be at least 1");
            }
        }

        GptConfig model() {
            return new GptConfig(vocabularySize, contextLength, width, heads, layers, 0, true);
        }
    }

    /** The median step, and the processor's peak in the same run. */
    record Result(
            double millisPerStep,
            double tokensPerSecond,
            double gflopsPerSecond,
            double sgemmPeakGflops,
            double fractionOfPeak,
            int threads,
            long peakResidentMegabytes) {}

    static Result run(Settings settings, Supplier<SparkSession> spark) {
        if (System.getenv(CORE) != null) {
            LOG.warn("{}={} decides the BLAS kernel; unset it to let OpenBLAS choose", CORE, System.getenv(CORE));
        }
        int threads = settings.threads != null
                ? settings.threads
                : Runtime.getRuntime().availableProcessors();
        try (Kernels kernels = new CpuKernels();
                Team team = new Team(threads)) {
            Gpt gpt = new Gpt(settings.model(), kernels);
            gpt.parameters().put(Initialisation.gpt2(settings.model(), 1));
            Runnable step = switch (settings.subject) {
                case TRAIN -> trainingStep(settings, gpt, team);
                case FORWARD -> forwardStep(settings, gpt, team);
            };
            double before = SgemmPeak.gflopsPerSecond(team);
            double millis = medianMillis(settings, step);
            double peak = Math.max(before, SgemmPeak.gflopsPerSecond(team));
            double rate = flops(settings) / millis / 1e6;
            return new Result(
                    millis,
                    settings.batch * settings.contextLength / millis * 1e3,
                    rate,
                    peak,
                    rate / peak,
                    threads,
                    Pointer.physicalBytes() >> 20);
        }
    }

    private static double medianMillis(Settings settings, Runnable step) {
        double[] millis = new double[settings.steps];
        for (int i = -settings.warmupSteps; i < settings.steps; i++) {
            long start = System.nanoTime();
            step.run();
            if (i >= 0) {
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(millis);
        return millis[settings.steps / 2];
    }

    private static Runnable trainingStep(Settings settings, Gpt gpt, Team team) {
        TrainingStep step = new TrainingStep(gpt, team, settings.batch, 1);
        AdamW.Settings adamW = new AdamW.Settings(0.9, 0.95, 1e-8, 0.1, 1);
        AdamW optimizer = new AdamW(adamW, gpt.parameters(), step.gradient(), gpt.kernels(), team);
        int[] inputs = tokens(settings, 1);
        int[] targets = tokens(settings, 2);
        return () -> {
            step.run(inputs, targets, Dropout.NONE);
            optimizer.step(1e-4);
        };
    }

    private static Runnable forwardStep(Settings settings, Gpt gpt, Team team) {
        int time = settings.contextLength;
        Inference[] inferences = new Inference[settings.batch];
        Arrays.setAll(inferences, i -> new Inference(gpt, time));
        int[] inputs = tokens(settings, 1);
        int[] targets = tokens(settings, 2);
        return () -> team.run(
                settings.batch,
                i -> inferences[i].logLikelihoods(
                        Arrays.copyOfRange(inputs, i * time, (i + 1) * time),
                        Arrays.copyOfRange(targets, i * time, (i + 1) * time),
                        new int[] {time}));
    }

    private static int[] tokens(Settings settings, long seed) {
        return new SplittableRandom(seed)
                .ints((long) settings.batch * settings.contextLength, 0, settings.vocabularySize)
                .toArray();
    }

    /**
     * Multiplications and additions of a step's matrix products: per token 2·(12·L·C² + V·C) forward and, attention seeing
     * half of the context on average, 2·L·T·C; twice as much again backward.
     */
    private static double flops(Settings s) {
        double weights = 12.0 * s.layers * s.width * s.width + (double) s.vocabularySize * s.width;
        double perToken = 2 * weights + 2.0 * s.layers * s.contextLength * s.width;
        double tokens = (double) s.batch * s.contextLength;
        return tokens * perToken * (s.subject == Subject.TRAIN ? 3 : 1);
    }
}
