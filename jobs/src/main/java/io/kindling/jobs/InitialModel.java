package io.kindling.jobs;

import io.kindling.checkpoint.ModelFiles;
import io.kindling.model.GptConfig;
import io.kindling.shard.Shards;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;

/** A model that another run goes on from. */
final class InitialModel {
    private InitialModel() {}

    /**
     * The folder of its parameters, which executors read by themselves.
     *
     * @throws IllegalArgumentException if it has another shape than the run, or was trained with another tokenizer
     */
    static Path find(JavaSparkContext spark, String init, GptConfig config, Shards shards) throws IOException {
        Configuration hadoop = spark.hadoopConfiguration();
        Path given = new Path(init);
        FileSystem files = given.getFileSystem(hadoop);
        if (!files.exists(given)) {
            throw new IllegalArgumentException(
                    "init (" + init + ") does not exist; give the folder of a run or of a model");
        }
        Path folder = files.makeQualified(RunFolder.newest(files, given).orElse(given));
        Path file = new Path(folder, ModelFiles.CONFIG);
        GptConfig found =
                ModelFiles.readConfig(BoundedText.read(files, file, BoundedText.LARGEST_CONFIG), file.toString());
        if (!shape(found, config.dropout()).equals(config)) {
            throw new IllegalArgumentException("init (" + init + ") is a " + found + " and the run a " + config
                    + ": all but dropout must be the same");
        }
        String tokenizer = ModelFolder.tokenizer(hadoop, files, folder).sha256();
        if (!tokenizer.equals(shards.manifest().tokenizer())) {
            throw new IllegalArgumentException("init (" + init + ") has the tokenizer " + tokenizer + " and the shards "
                    + shards.manifest().tokenizer() + ": write the shards with tokenizer=" + init);
        }
        return folder;
    }

    private static GptConfig shape(GptConfig c, double dropout) {
        return new GptConfig(
                c.vocabularySize(), c.contextLength(), c.width(), c.heads(), c.layers(), dropout, c.bias());
    }
}
