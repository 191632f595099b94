package io.kindling.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kindling.checkpoint.Gguf;
import io.kindling.checkpoint.HuggingFaceFolder;
import io.kindling.checkpoint.ModelFiles;
import io.kindling.tokenizer.Bpe;
import io.kindling.tokenizer.PreTokenizer;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;

/** Writes a model for other programs: a folder that transformers loads, or a file that llama.cpp does. */
final class Export {
    private Export() {}

    /** What is written. */
    enum Format {
        /** A folder as {@code GPT2LMHeadModel.save_pretrained} and its tokenizer's leave it. */
        HUGGING_FACE,
        /** One file of GGUF. */
        GGUF
    }

    /** Explained in Export.yaml. */
    record Settings(String model, String output, Format format) {}

    record Result(String output, Format format, long parameters, String parametersSha256) {}

    static Result run(Settings settings, Supplier<JavaSparkContext> spark) throws IOException {
        Configuration hadoop = new Configuration();
        ModelFolder model = ModelFolder.read(hadoop, settings.model);
        switch (settings.format) {
            case HUGGING_FACE -> huggingFace(hadoop, model, settings.output);
            case GGUF -> gguf(hadoop, model, settings.output);
        }
        return new Result(
                settings.output,
                settings.format,
                model.parameters().values().length,
                model.parameters().sha256());
    }

    private static void huggingFace(Configuration hadoop, ModelFolder model, String path) throws IOException {
        Tokenizer tokenizer = model.tokenizer();
        int end = tokenizer.endOfText();
        boolean gpt2 = tokenizer instanceof Bpe bpe && bpe.splitting() == PreTokenizer.GPT2;
        try (OutputFolder output = OutputFolder.claim(hadoop, path)) {
            output.write(ModelFiles.CONFIG, HuggingFaceFolder.config(model.config(), end));
            output.write(HuggingFaceFolder.GENERATION_CONFIG, HuggingFaceFolder.generationConfig(end));
            output.write(
                    ModelFiles.PARAMETERS,
                    out -> HuggingFaceFolder.write(
                            model.config(), model.parameters().values(), out));
            output.write(RunFolder.TOKENIZER, tokenizer.json());
            output.write(
                    HuggingFaceFolder.TOKENIZER_CONFIG,
                    HuggingFaceFolder.tokenizerConfig(model.config(), Tokenizer.END_OF_TEXT, gpt2));
            output.publish();
        }
    }

    private static void gguf(Configuration hadoop, ModelFolder model, String path) throws IOException {
        Gguf.Vocabulary vocabulary = vocabulary(model.tokenizer());
        try (OutputFile output = OutputFile.claim(hadoop, path)) {
            output.publish(out -> Gguf.write(
                    new Path(path).getName(),
                    model.config(),
                    vocabulary,
                    model.parameters().values(),
                    out));
        }
    }

    private static Gguf.Vocabulary vocabulary(Tokenizer tokenizer) throws IOException {
        if (!(tokenizer instanceof Bpe bpe)) {
            throw new IllegalArgumentException(
                    "format (gguf) needs a byte-level BPE tokenizer: llama.cpp has none of single characters");
        }
        JsonNode json = new JsonMapper().readTree(bpe.json()).path("model");
        List<String> tokens = new ArrayList<>(Collections.nCopies(bpe.vocabularySize(), ""));
        json.path("vocab")
                .properties()
                .forEach(token -> tokens.set(token.getValue().intValue(), token.getKey()));
        List<String> merges = new ArrayList<>();
        json.path("merges").forEach(merge -> merges.add(merge.textValue()));
        String splitting = bpe.splitting() == PreTokenizer.GPT2 ? "gpt-2" : "dbrx"; // DBRX splits as cl100k does
        return new Gguf.Vocabulary(splitting, tokens, merges, bpe.endOfText());
    }
}
