package io.kindling.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kindling.jobs.page.Inspection;
import io.kindling.jobs.page.PageSize;
import io.kindling.jobs.page.WebPage;
import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Kernels;
import io.kindling.model.Gpt;
import io.kindling.model.GptConfig;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/** Writes one page about what a model makes of a text, to be opened in a browser; on this machine alone. */
final class Inspect {
    private Inspect() {}

    /**
     * What to look at.
     *
     * @param model a run, or the folder of a model
     * @param prompt the text
     * @param secondPrompt another one, in which the same words mean something else; null for none
     * @param output the page
     */
    record Settings(String model, String prompt, String secondPrompt, String output) {}

    /**
     * What was written.
     *
     * @param page where
     * @param tokens of all prompts
     */
    record Result(String page, int tokens, double megabytes, double seconds) {}

    static Result run(Settings settings, Supplier<JavaSparkContext> session) throws IOException {
        long started = System.nanoTime();
        ModelFolder model = ModelFolder.read(new Configuration(), settings.model);
        List<int[]> texts = Stream.of(settings.prompt, settings.secondPrompt)
                .filter(text -> text != null)
                .map(text -> tokens(model, text))
                .toList();
        int[] lengths = texts.stream().mapToInt(text -> text.length).toArray();
        PageSize.require(model.config(), lengths);
        try (OutputFile output = OutputFile.claim(new Configuration(), settings.output);
                Kernels kernels = new CpuKernels()) {
            Gpt gpt = new Gpt(model.config(), kernels);
            gpt.parameters().put(model.parameters().values());
            String page = WebPage.INSPECTION.with(
                    "Inside " + settings.model, Inspection.of(settings.model, gpt, model.tokenizer(), texts));
            output.publish(page);
            return new Result(
                    settings.output,
                    IntStream.of(lengths).sum(),
                    page.getBytes(UTF_8).length / 1e6,
                    (System.nanoTime() - started) / 1e9);
        }
    }

    /** A document from its beginning, as the model has learnt them: behind the end of another. */
    private static int[] tokens(ModelFolder model, String prompt) {
        Tokenizer tokenizer = model.tokenizer();
        GptConfig config = model.config();
        int[] tokens = tokenizer.encodeWithEndOfText(Tokenizer.END_OF_TEXT + prompt);
        if (tokens.length > config.contextLength()) {
            throw new IllegalArgumentException(
                    "prompt (%d tokens with end of text) must have at most the model's contextLength (%d); shorten it"
                            .formatted(tokens.length, config.contextLength()));
        }
        return tokens;
    }
}
