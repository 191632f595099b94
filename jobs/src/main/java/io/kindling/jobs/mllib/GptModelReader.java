package io.kindling.jobs.mllib;

import io.kindling.jobs.ModelFolder;
import io.kindling.mllib.StageFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader.Metadata;
import org.apache.spark.ml.util.MLReader;
import scala.Option;

/** Reads a {@link GptModel}'s folder. */
final class GptModelReader extends MLReader<GptModel> {
    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if there is no such folder
     * @throws io.kindling.checkpoint.BadModelException if it holds no model, or not a whole one
     */
    @Override
    public GptModel load(String path) {
        try {
            Configuration hadoop = sc().hadoopConfiguration();
            StageFolder.of(hadoop, path).requireWhole();
            Metadata metadata = DefaultParamsReader.loadMetadata(path, sparkSession(), GptModel.class.getName());
            GptModel model = new GptModel(metadata.uid(), ModelFolder.read(hadoop, path));
            metadata.getAndSetParams(model, Option.empty());
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException("path (" + path + ") cannot be read: " + e.getMessage(), e);
        }
    }
}
