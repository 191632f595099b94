package io.kindling.jobs;

import io.kindling.kernels.BlasKernel;
import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.MemoryBandwidth;
import io.kindling.kernels.OffHeapMemory;
import io.kindling.kernels.SgemmPeak;
import io.kindling.kernels.Team;
import io.kindling.kernels.Tensor;
import io.kindling.model.Gpt;
import io.kindling.model.GptConfig;
import io.kindling.model.Initialisation;
import io.kindling.model.MemoryNeed;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How fast this machine works with a model, beside what it can multiply and read. */
final class Bench {
    private static final Logger LOG = LoggerFactory.getLogger(Bench.class);

    private Bench() {}

    /** What is measured. */
    enum Subject {
        /** Forward, backward, clipping and AdamW. */
        TRAIN,
        /** Log-likelihoods of full contexts. */
        FORWARD,
        /** A new token of each of some texts. */
        GENERATE,
        /** Text to tokens. */
        TOKENIZE
    }

    /** Explained in Bench.yaml. */
    record Settings(
            Subject subject,
            String model,
            int vocabularySize,
            int width,
            int layers,
            int heads,
            int contextLength,
            int batch,
            Integer threads,
            String input,
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

        int threadCount() {
            return threads != null ? threads : Runtime.getRuntime().availableProcessors();
        }
    }

    /**
     * The median step, and what the same threads reach in the same run; null is what doesn't apply.
     *
     * @param weightGigabytesPerSecond the weights' bytes, each read once a step, by the time of a step
     */
    record Result(
            Double millisPerStep,
            Double tokensPerSecond,
            Double gflopsPerSecond,
            Double sgemmPeakGflops,
            Double fractionOfPeak,
            Double weightGigabytesPerSecond,
            Double memoryGigabytesPerSecond,
            Double fractionOfBandwidth,
            Double megabytesPerSecond,
            String blasKernel,
            int threads,
            long peakResidentMegabytes) {}

    static Result run(Settings settings, Supplier<JavaSparkContext> spark) throws IOException {
        try (Team team = new Team(settings.threadCount())) {
            return settings.subject == Subject.TOKENIZE ? tokenize(settings, team) : model(settings, team);
        }
    }

    private static Result tokenize(Settings settings, Team team) throws IOException {
        Tokenizer tokenizer = settings.model == null
                ? BenchText.tokenizer(settings.vocabularySize)
                : TokenizerFiles.read(new Configuration(), settings.model);
        BenchText text = settings.input == null ? BenchText.stories() : BenchText.file(settings.input);
        double millis = medianMillis(settings, () -> text.encode(tokenizer, team));
        double seconds = millis / 1e3;
        return new Result(
                millis,
                text.encode(tokenizer, team) / seconds,
                null,
                null,
                null,
                null,
                null,
                null,
                text.bytes() / 1e6 / seconds,
                null,
                team.threads(),
                ResidentMemory.peakMegabytes());
    }

    private static Result model(Settings settings, Team team) throws IOException {
        ModelFolder folder = settings.model == null ? null : ModelFolder.read(new Configuration(), settings.model);
        GptConfig config = folder != null
                ? folder.config()
                : new GptConfig(
                        settings.vocabularySize,
                        settings.contextLength,
                        settings.width,
                        settings.heads,
                        settings.layers,
                        0,
                        true);
        if (settings.subject == Subject.TRAIN) {
            requireMemory(config, settings.batch);
        }
        try (Kernels kernels = new CpuKernels()) {
            Gpt gpt = new Gpt(config, kernels);
            if (folder != null) {
                gpt.parameters().put(folder.parameters().values());
            } else {
                Initialisation.gpt2(gpt.parameters(), 1);
            }
            return model(settings, team, BenchSteps.of(settings.subject, gpt, team, settings.batch));
        }
    }

    private static void requireMemory(GptConfig config, int batch) {
        MemoryNeed need = MemoryNeed.training(config, batch);
        LOG.info("training needs {} outside the Java heap", need);
        need.requireRoom(OffHeapMemory.ofThisProcess(), 1, batch);
    }

    private static Result model(Settings settings, Team team, BenchSteps steps) {
        double before = SgemmPeak.gflopsPerSecond(team);
        double millis = medianMillis(settings, steps.step());
        long resident = ResidentMemory.peakMegabytes();
        double peak = Math.max(before, SgemmPeak.gflopsPerSecond(team));
        String kernel = BlasKernel.name();
        LOG.info("BLAS kernel {}: {} GFLOP/s with {} threads", kernel, Math.round(peak), team.threads());
        List<String> behind = BlasKernel.behind(kernel, System.getenv());
        if (!behind.isEmpty()) {
            LOG.warn(
                    "{} set in the environment led to the BLAS kernel {}, which multiplies {} GFLOP/s here; unset it and the"
                            + " best for this processor is chosen",
                    String.join(" and ", behind),
                    kernel,
                    Math.round(peak));
        }
        double rate = steps.flops() / millis / 1e6;
        boolean reads = settings.subject == Subject.GENERATE;
        Tensor weights = steps.parameters().flat();
        Double read = reads ? weights.columns() * (double) Float.BYTES / millis / 1e6 : null;
        Double bandwidth = reads ? MemoryBandwidth.gigabytesPerSecond(team, weights) : null;
        return new Result(
                millis,
                steps.tokens() / millis * 1e3,
                rate,
                peak,
                rate / peak,
                read,
                bandwidth,
                reads ? read / bandwidth : null,
                null,
                kernel,
                team.threads(),
                resident);
    }

    private static double medianMillis(Settings settings, Runnable step) {
        double[] millis = new double[settings.steps];
        try (Meter meter = new Meter("measuring", "steps", settings.warmupSteps + settings.steps)) {
            for (int i = -settings.warmupSteps; i < settings.steps; i++) {
                meter.to(settings.warmupSteps + i, i < 0 ? "warming up" : "");
                long start = System.nanoTime();
                step.run();
                if (i >= 0) {
                    millis[i] = (System.nanoTime() - start) / 1e6;
                }
            }
        }
        Arrays.sort(millis);
        return millis[settings.steps / 2];
    }
}
