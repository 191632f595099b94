package io.kindling.jobs;

import io.kindling.checkpoint.BadModelException;
import io.kindling.checkpoint.ModelFiles;
import io.kindling.jobs.parallel.Floats;
import io.kindling.jobs.scoring.SharedModel;
import io.kindling.model.GptConfig;
import io.kindling.tokenizer.Tokenizer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;

/** A trained model as read from a Hugging Face folder, or from a run's newest checkpoint, which is one. */
record ModelFolder(Path path, GptConfig config, Tokenizer tokenizer, Floats parameters) {
    private static final int LARGEST_TEXT = 1 << 28;

    static ModelFolder read(Configuration hadoop, String name) throws IOException {
        Path given = new Path(name);
        FileSystem files = given.getFileSystem(hadoop);
        if (!files.exists(given)) {
            throw new IllegalArgumentException(
                    "model (" + name + ") does not exist; give the folder of a run, or one with " + ModelFiles.CONFIG
                            + ", " + ModelFiles.PARAMETERS + " and " + RunFolder.TOKENIZER);
        }
        Path folder = RunFolder.newest(files, given).orElse(given);
        Path configFile = new Path(folder, ModelFiles.CONFIG);
        Path tokenizerFile = new Path(folder, RunFolder.TOKENIZER);
        GptConfig config = ModelFiles.readConfig(text(files, configFile), configFile.toString());
        Tokenizer tokenizer = Tokenizer.parse(text(files, tokenizerFile), tokenizerFile.toString());
        if (tokenizer.vocabularySize() != config.vocabularySize()) {
            throw new BadModelException(tokenizerFile + ": has " + tokenizer.vocabularySize() + " tokens where "
                    + configFile + " says vocab_size " + config.vocabularySize()
                    + "; a model needs the tokenizer it was trained with");
        }
        return new ModelFolder(folder, config, tokenizer, parameters(files, folder, config));
    }

    /** Sends the model to the executors. */
    SharedModel share(JavaSparkContext spark) {
        return new SharedModel(spark, config, parameters, tokenizer);
    }

    private static Floats parameters(FileSystem files, Path folder, GptConfig config) throws IOException {
        Path file = new Path(folder, ModelFiles.PARAMETERS);
        try (InputStream in = files.open(file)) {
            return new Floats(
                    ModelFiles.read(config, in, files.getFileStatus(file).getLen(), file.toString()));
        } catch (FileNotFoundException e) {
            throw missing(file, e);
        }
    }

    private static String text(FileSystem files, Path file) throws IOException {
        try (InputStream in = files.open(file)) {
            byte[] bytes = in.readNBytes(LARGEST_TEXT);
            if (bytes.length == LARGEST_TEXT) {
                throw new BadModelException(file + ": is larger than " + LARGEST_TEXT + " bytes; that is no such file");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (FileNotFoundException e) {
            throw missing(file, e);
        }
    }

    private static BadModelException missing(Path file, FileNotFoundException e) {
        return new BadModelException(
                file + " is missing: " + file.getParent() + " is neither a run with a finished checkpoint nor a model",
                e);
    }
}
