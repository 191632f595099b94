package io.kindling.mllib;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.SparkSession;

/**
 * The folder that a stage or a pipeline is saved in. It is written under another name beside its own and renamed when
 * it is whole; one that it replaces is renamed first and removed last. So whenever the program ends, the old one or the
 * new one is there whole: between the two renames, the old one as {@code .NAME.old}.
 *
 * <p>Spark's own {@code write().overwrite()} removes what is there before it saves.
 */
public final class StageFolder {
    private final FileSystem files;
    private final Path path;

    private StageFolder(FileSystem files, Path path) {
        this.files = files;
        this.path = path;
    }

    /** The folder of that path, which may not be there yet. */
    public static StageFolder of(Configuration hadoop, String folder) throws IOException {
        Path path = new Path(folder);
        FileSystem files = path.getFileSystem(hadoop);
        return new StageFolder(files, files.makeQualified(path));
    }

    /**
     * Saves a stage, a pipeline or its model, and replaces what is in the folder, which isn't lost until then.
     *
     * @throws IOException if it can't be written
     */
    public static void overwrite(MLWritable stage, String folder) throws IOException {
        SparkSession spark = SparkSession.active();
        of(spark.sparkContext().hadoopConfiguration(), folder)
                .write(aside -> stage.write().session(spark).save(aside));
    }

    /** Writes files into a folder. */
    @FunctionalInterface
    public interface Content {
        void write(String folder) throws IOException;
    }

    boolean exists() throws IOException {
        return files.exists(path);
    }

    /** Has the content written aside, then puts it in the place of what is there. */
    void write(Content content) throws IOException {
        Path aside = sibling(".new");
        Path old = sibling(".old");
        files.delete(aside, true);
        try {
            content.write(aside.toString());
        } catch (IOException | RuntimeException e) {
            files.delete(aside, true);
            throw e;
        }
        if (files.exists(path)) {
            files.delete(old, true);
            rename(path, old);
        } else {
            files.mkdirs(path.getParent());
        }
        rename(aside, path);
        files.delete(old, true);
    }

    /**
     * Throws an IllegalArgumentException if there is nothing here, which says where the old model is if it was left
     * between two renames.
     */
    public void requireWhole() throws IOException {
        if (!exists()) {
            String remedy = files.exists(sibling(".old"))
                    ? ": replacing it was interrupted; rename %s, which is the old one".formatted(sibling(".old"))
                    : "";
            throw new IllegalArgumentException("path (%s) does not exist%s".formatted(path, remedy));
        }
    }

    private Path sibling(String suffix) {
        return new Path(path.getParent(), "." + path.getName() + suffix);
    }

    private void rename(Path from, Path to) throws IOException {
        if (!files.rename(from, to)) {
            throw new IOException("cannot rename %s to %s".formatted(from, to));
        }
    }
}
