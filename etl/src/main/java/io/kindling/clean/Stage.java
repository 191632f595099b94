package io.kindling.clean;

import io.kindling.corpus.Document;
import java.io.Serializable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;

/**
 * One step of cleaning, which is a record of its own thresholds. It marks what it finds in documents; those that were
 * dropped before it are passed over.
 *
 * <p>The documents that it is applied to must come in the same order whenever they are computed: what is found out
 * about them somewhere else comes home by their places.
 */
public interface Stage extends Serializable {
    /** As it is called in configurations and reports. */
    String name();

    /** What becomes of what it finds. */
    Action action();

    /** The documents with what this stage found in them. */
    JavaRDD<Judged> apply(JavaRDD<Judged> documents);

    /** This stage alone, from documents to those that it keeps. */
    default Dataset<Document> clean(Dataset<Document> documents) {
        return Cleaning.kept(documents.sparkSession(), apply(Cleaning.begin(documents)));
    }
}
