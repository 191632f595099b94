package io.kindling.jobs;

import io.kindling.checkpoint.BadModelException;
import io.kindling.checkpoint.ModelFiles;
import io.kindling.jobs.parallel.Floats;
import io.kindling.jobs.parallel.ParameterFolder;
import io.kindling.jobs.scoring.SharedModel;
import io.kindling.model.GptConfig;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;

/** A trained model as read from a Hugging Face folder, or from a run's newest checkpoint, which is one. */
record ModelFolder(Path path, GptConfig config, Tokenizer tokenizer, Floats parameters) {
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
        GptConfig config = ModelFiles.readConfig(
                BoundedText.read(files, configFile, BoundedText.LARGEST_CONFIG), configFile.toString());
        Tokenizer tokenizer = tokenizer(hadoop, files, folder);
        if (tokenizer.vocabularySize() != config.vocabularySize()) {
            throw new BadModelException(folder + ": its tokenizer has " + tokenizer.vocabularySize() + " tokens where "
                    + configFile + " says vocab_size " + config.vocabularySize()
                    + "; a model needs the tokenizer it was trained with");
        }
        return new ModelFolder(folder, config, tokenizer, new Floats(ParameterFolder.read(hadoop, folder, config)));
    }

    static Tokenizer tokenizer(Configuration hadoop, FileSystem files, Path folder) throws IOException {
        boolean gpt2 = files.exists(new Path(folder, "vocab.json")) && files.exists(new Path(folder, "merges.txt"));
        Path json = new Path(folder, RunFolder.TOKENIZER);
        if (gpt2 && !files.exists(json)) {
            return TokenizerFiles.read(hadoop, folder.toString());
        }
        return Tokenizer.parse(BoundedText.read(files, json, BoundedText.LARGEST_TOKENIZER), json.toString());
    }

    /** Sends the model to the executors. */
    SharedModel share(JavaSparkContext spark) {
        return new SharedModel(spark, config, parameters, tokenizer);
    }
}
