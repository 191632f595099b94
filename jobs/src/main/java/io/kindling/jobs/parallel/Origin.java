package io.kindling.jobs.parallel;

import io.kindling.checkpoint.ModelFiles;
import io.kindling.model.GptConfig;
import io.kindling.model.Initialisation;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Where shared parameters come from before any round changes them; each executor gets them there by itself. */
sealed interface Origin extends Serializable {
    float[] parameters() throws IOException;

    /** The beginning of a run, computed from its seed. */
    record Initial(GptConfig model, long seed) implements Origin {
        @Override
        public float[] parameters() {
            return Initialisation.gpt2(model, seed);
        }
    }

    /** The folder of a checkpoint. */
    record Checkpoint(GptConfig model, String folder) implements Origin {
        @Override
        public float[] parameters() throws IOException {
            Path file = new Path(folder, ModelFiles.PARAMETERS);
            FileSystem files = CheckpointFile.fileSystem(SparkHadoopUtil.get().conf(), file);
            try (InputStream in = files.open(file)) {
                return ModelFiles.read(model, in, files.getFileStatus(file).getLen(), file.toString());
            }
        }
    }
}
