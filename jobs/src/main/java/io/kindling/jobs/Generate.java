package io.kindling.jobs;

import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Team;
import io.kindling.model.Gpt;
import io.kindling.sample.Generation;
import io.kindling.sample.Sampler;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** Continues a prompt, on this machine alone. */
final class Generate {
    private Generate() {}

    /**
     * What to write.
     *
     * @param model a run, or the folder of a model
     * @param prompt the beginning; empty to start a document
     * @param tokens to add at most; the end of the document ends the text earlier
     */
    record Settings(String model, String prompt, int tokens, double temperature, int topK, double topP, long seed) {
        Settings {
            if (tokens < 1) {
                throw new IllegalArgumentException("tokens (" + tokens + ") must be at least 1");
            }
            new Sampler(temperature, topK, topP);
        }
    }

    /** The text, the prompt included. */
    record Result(String text, int tokens, double tokensPerSecond) {}

    static Result run(Settings settings, Supplier<SparkSession> session) throws IOException {
        ModelFolder model = ModelFolder.read(new Configuration(), settings.model);
        Tokenizer tokenizer = model.tokenizer();
        int[] text = tokenizer.encode(settings.prompt);
        int[] prompt = IntStream.concat(IntStream.of(tokenizer.endOfText()), Arrays.stream(text))
                .toArray();
        try (Kernels kernels = new CpuKernels();
                Team team = new Team(Runtime.getRuntime().availableProcessors())) {
            Gpt gpt = new Gpt(model.config(), kernels);
            gpt.parameters().put(model.parameters().values());
            Generation generation = new Generation(gpt, team, 1);
            Sampler sampler = new Sampler(settings.temperature, settings.topK, settings.topP);
            long started = System.nanoTime();
            int[] added = generation
                    .run(
                            List.of(Generation.Prompt.of(prompt, settings.seed)),
                            settings.tokens,
                            sampler,
                            tokenizer.endOfText())
                    .get(0);
            double seconds = (System.nanoTime() - started) / 1e9;
            int[] whole =
                    IntStream.concat(Arrays.stream(text), Arrays.stream(added)).toArray();
            return new Result(tokenizer.text(whole), added.length, added.length / seconds);
        }
    }
}
