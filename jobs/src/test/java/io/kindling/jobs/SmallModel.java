package io.kindling.jobs;

import io.kindling.checkpoint.ModelFiles;
import io.kindling.jobs.configuration.Configuration;
import io.kindling.model.GptConfig;
import io.kindling.model.Initialisation;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model of a few thousand parameters, untrained, with a vocabulary of 300 tokens of the built-in stories. */
final class SmallModel {
    static final GptConfig CONFIG = new GptConfig(300, 32, 32, 2, 2, 0, true);

    private SmallModel() {}

    /** Writes it, as import does. */
    static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Configuration<TrainTokenizer.Settings> settings = Configuration.of(TrainTokenizer.Settings.class)
                .assign("input=stories:60")
                .assign("vocabularySize=300")
                .assign("output=" + folder.resolve("tokenizer.json"));
        TrainTokenizer.run(settings.read(), LocalSpark::context);
        Files.writeString(
                folder.resolve("config.json"),
                ModelFiles.config(CONFIG, tokenizer(folder).endOfText()));
        try (OutputStream out = Files.newOutputStream(folder.resolve("model.safetensors"))) {
            ModelFiles.write(CONFIG, Initialisation.gpt2(CONFIG, 1), out);
        }
    }

    static Tokenizer tokenizer(Path folder) throws IOException {
        return Tokenizer.parse(Files.readString(folder.resolve("tokenizer.json")), "tokenizer.json");
    }
}
