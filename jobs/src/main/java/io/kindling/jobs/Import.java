package io.kindling.jobs;

import io.kindling.checkpoint.ModelFiles;
import io.kindling.model.GptConfig;
import io.kindling.model.Parameters;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/** Takes in a GPT-2 from a Hugging Face folder, checked and in float32, for training, scoring and generation. */
final class Import {
    private Import() {}

    /** Explained in Import.yaml. */
    record Settings(String input, String output) {}

    record Result(
            String output,
            int vocabularySize,
            int contextLength,
            int width,
            int heads,
            int layers,
            long parameters,
            String parametersSha256) {}

    static Result run(Settings settings, Supplier<JavaSparkContext> spark) throws IOException {
        Configuration hadoop = new Configuration();
        try (OutputFolder output = OutputFolder.claim(hadoop, settings.output)) {
            ModelFolder model = ModelFolder.read(hadoop, settings.input);
            GptConfig config = model.config();
            float[] parameters = model.parameters().values();
            output.write(
                    ModelFiles.CONFIG,
                    ModelFiles.config(config, model.tokenizer().endOfText()));
            output.write(RunFolder.TOKENIZER, model.tokenizer().json());
            output.write(ModelFiles.PARAMETERS, out -> ModelFiles.write(config, parameters, out));
            output.publish();
            return new Result(
                    settings.output,
                    config.vocabularySize(),
                    config.contextLength(),
                    config.width(),
                    config.heads(),
                    config.layers(),
                    Parameters.count(config),
                    model.parameters().sha256());
        }
    }
}
