package io.kindling.jobs.parallel;

import io.kindling.model.GptConfig;
import io.kindling.model.Initialisation;
import java.io.IOException;
import java.io.Serializable;
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

    /** The folder of a checkpoint, or of a model from elsewhere. */
    record Checkpoint(GptConfig model, String folder) implements Origin {
        @Override
        public float[] parameters() throws IOException {
            return ParameterFolder.read(SparkHadoopUtil.get().conf(), new Path(folder), model);
        }
    }
}
