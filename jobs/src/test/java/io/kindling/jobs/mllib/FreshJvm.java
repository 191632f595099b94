package io.kindling.jobs.mllib;

import io.kindling.jobs.LocalSpark;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A program of its own that reads a saved pipeline and texts, and writes what the one says of the others. */
final class FreshJvm {
    private FreshJvm() {}

    /** Takes the pipeline's folder, that of the texts, and one to write. */
    public static void main(String[] arguments) {
        Dataset<Row> texts = LocalSpark.session().read().parquet(arguments[1]);
        PipelineModel.load(arguments[0]).transform(texts).write().parquet(arguments[2]);
    }
}
