package io.kindling.jobs;

import io.kindling.checkpoint.ModelFiles;
import io.kindling.corpus.SparkAction;
import io.kindling.jobs.parallel.CheckpointFile;
import io.kindling.jobs.parallel.ParameterSource;
import io.kindling.model.GptConfig;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;

/** What needs all parameters at once: one task on an executor, which has them already, so that the driver never does. */
final class ModelTask {
    private ModelTask() {}

    /** Writes {@code model.safetensors} into a folder. */
    static CheckpointFile write(JavaSparkContext spark, GptConfig model, ParameterSource parameters, String folder) {
        return SparkAction.run(() -> spark.parallelize(List.of(folder), 1)
                .map(name -> {
                    Path path = new Path(name);
                    FileSystem files =
                            CheckpointFile.fileSystem(SparkHadoopUtil.get().conf(), path);
                    float[] values = parameters.get().values();
                    return CheckpointFile.write(
                            files, path, ModelFiles.PARAMETERS, out -> ModelFiles.write(model, values, out));
                })
                .first());
    }

    /** The SHA-256 of all parameters. */
    static String sha256(JavaSparkContext spark, ParameterSource parameters) {
        return SparkAction.run(() -> spark.parallelize(List.of(parameters), 1)
                .map(source -> source.get().sha256())
                .first());
    }
}
