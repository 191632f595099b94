package io.kindling.mllib;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLWriter;

/** Saves a stage as Spark's own are, its parameters and what else it has, without losing what it replaces. */
public final class StageWriter extends MLWriter {
    private final Params stage;
    private final StageFolder.Content content;

    /** @param content writes what the stage has beside its parameters */
    public StageWriter(Params stage, StageFolder.Content content) {
        this.stage = stage;
        this.content = content;
    }

    @Override
    public void save(String path) throws IOException {
        StageFolder folder = StageFolder.of(sc().hadoopConfiguration(), path);
        if (folder.exists() && !shouldOverwrite()) {
            throw new IOException(
                    "path (%s) already exists: remove it, name another, or use write().overwrite()".formatted(path));
        }
        folder.write(this::saveImpl);
    }

    @Override
    public void saveImpl(String path) {
        DefaultParamsWriter.saveMetadata(stage, path, sparkSession());
        try {
            content.write(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
