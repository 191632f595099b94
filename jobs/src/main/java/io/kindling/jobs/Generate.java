package io.kindling.jobs;

import io.kindling.corpus.CorpusConfig;
import io.kindling.corpus.DocumentFrame;
import io.kindling.corpus.SparkAction;
import io.kindling.corpus.Sql;
import io.kindling.jobs.scoring.SharedModel;
import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Team;
import io.kindling.model.Gpt;
import io.kindling.sample.Generation;
import io.kindling.sample.Sampler;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.functions;

/** Continues a prompt, on this machine alone and before the reader's eyes; or all prompts of a file, on Spark. */
final class Generate {
    private Generate() {}

    /** Explained in Generate.yaml. */
    record Settings(
            String model,
            String prompt,
            String prompts,
            String field,
            String output,
            TableFormat outputFormat,
            int tokens,
            double temperature,
            int topK,
            double topP,
            double repetitionPenalty,
            List<String> stop,
            long seed) {
        Settings {
            prompt = prompt == null ? "" : prompt;
            if (tokens < 1) {
                throw new IllegalArgumentException("tokens (" + tokens + ") must be at least 1");
            }
            if (stop.contains("")) {
                throw new IllegalArgumentException(
                        "stop (" + stop + ") must not hold an empty text, which is everywhere");
            }
            if (prompts != null && !prompt.isEmpty()) {
                throw new IllegalArgumentException(
                        "prompt and prompts are both given: give one text, or a file of them");
            }
            if ((prompts == null) != (output == null)) {
                throw new IllegalArgumentException("prompts (" + prompts + ") and output (" + output
                        + ") belong together: a file of prompts, and the folder for the texts");
            }
            new Sampler(temperature, topK, topP, repetitionPenalty);
        }

        Sampler sampler() {
            return new Sampler(temperature, topK, topP, repetitionPenalty);
        }
    }

    /** The text, the prompt included. */
    record Result(String text, int tokens, double tokensPerSecond) {}

    /** What lies in the output. */
    record FileResult(String output, long documents, long tokens, double seconds, double tokensPerSecond) {}

    static Record run(Settings settings, Supplier<JavaSparkContext> sparks) throws IOException {
        if (settings.prompts != null) {
            return file(settings, sparks.get());
        }
        PrintStream terminal = System.err;
        terminal.print(settings.prompt);
        Result result = one(settings, news -> {
            terminal.print(news);
            terminal.flush();
        });
        terminal.println();
        return result;
    }

    /**
     * Continues one prompt.
     *
     * @param reader gets the text as it is written, without the prompt
     */
    static Result one(Settings settings, Consumer<String> reader) throws IOException {
        ModelFolder model = ModelFolder.read(new Configuration(), settings.model);
        try (Kernels kernels = new CpuKernels();
                Team team = new Team(Runtime.getRuntime().availableProcessors())) {
            Gpt gpt = new Gpt(model.config(), kernels);
            gpt.parameters().put(model.parameters().values());
            Generation generation = new Generation(gpt, team, 1);
            Continuation text = new Continuation(model.tokenizer(), settings.stop);
            long started = System.nanoTime();
            generation.run(
                    List.of(GeneratedRows.prompt(model.tokenizer(), settings.prompt, settings.seed)),
                    settings.tokens,
                    settings.sampler(),
                    model.tokenizer().endOfText(),
                    (only, token) -> {
                        boolean goesOn = text.add(token);
                        reader.accept(text.news());
                        return goesOn;
                    });
            double seconds = (System.nanoTime() - started) / 1e9;
            reader.accept(text.rest());
            return new Result(settings.prompt + text.text(), text.tokens(), text.tokens() / seconds);
        }
    }

    private static FileResult file(Settings settings, JavaSparkContext spark) throws IOException {
        try (OutputFolder output = OutputFolder.claim(spark.hadoopConfiguration(), settings.output)) {
            Dataset<Row> prompts = DocumentFrame.openLines(
                            spark, new CorpusConfig(settings.prompts, null, settings.field))
                    .rows();
            SharedModel model = ModelFolder.read(spark.hadoopConfiguration(), settings.model)
                    .share(spark);
            long started = System.nanoTime();
            try {
                write(prompts.javaRDD(), model, settings, output.unfinished());
            } finally {
                model.close();
            }
            double seconds = (System.nanoTime() - started) / 1e9;
            Row sums = Sql.session()
                    .read()
                    .format(settings.outputFormat.source())
                    .schema(GeneratedRows.SCHEMA)
                    .load(output.unfinished())
                    .agg(
                            functions.count(functions.lit(1)),
                            functions.coalesce(functions.sum("tokens"), functions.lit(0L)))
                    .first();
            output.publish();
            return new FileResult(
                    settings.output, sums.getLong(0), sums.getLong(1), seconds, sums.getLong(1) / seconds);
        }
    }

    /** Every core gets prompts, however few files they came from. */
    private static void write(JavaRDD<Row> prompts, SharedModel model, Settings settings, String folder) {
        GeneratedRows rows = new GeneratedRows(
                settings.tokens,
                settings.temperature,
                settings.topK,
                settings.topP,
                settings.repetitionPenalty,
                settings.stop,
                settings.seed);
        SparkAction.run(() -> {
            JavaRDD<Row> texts = prompts.repartition(2 * prompts.context().defaultParallelism())
                    .mapPartitions(some -> rows.write(model, some));
            Sql.session()
                    .createDataFrame(texts, GeneratedRows.SCHEMA)
                    .write()
                    .mode(SaveMode.Append)
                    .format(settings.outputFormat.source())
                    .save(folder);
            return null;
        });
    }
}
