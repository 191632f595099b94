package io.kindling.jobs.parallel;

import io.kindling.model.GptConfig;
import io.kindling.model.Initialisation;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Where shared parameters come from before any round changes them; each executor gets them there by itself. */
sealed interface Origin extends Serializable {
    /** All of them, slice by slice. */
    float[][] parameters() throws IOException;

    /** The beginning of a run, computed from its seed. */
    record Initial(GptConfig model, long seed) implements Origin {
        @Override
        public float[][] parameters() {
            Slicing slicing = Slicing.of(model);
            float[][] slices = slicing.zeros();
            for (int slice = 0; slice < slices.length; slice++) {
                Initialisation.gpt2(model, seed, slicing.from(slice), slices[slice]);
            }
            return slices;
        }
    }

    /** The folder of a checkpoint, or of a model from elsewhere. */
    record Checkpoint(GptConfig model, String folder) implements Origin {
        @Override
        public float[][] parameters() throws IOException {
            return Slicing.of(model)
                    .cut(ParameterFolder.read(SparkHadoopUtil.get().conf(), new Path(folder), model));
        }
    }
}
