package io.kindling.clean;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/** A stage that judges each document by its own text. */
public interface TextStage extends Stage {
    /**
     * The document with what was found in it.
     *
     * @param document that is kept so far
     * @param scan to measure its text with; what the stage before has measured is still there
     */
    Judged judge(Judged document, TextScan scan);

    @Override
    default JavaRDD<Judged> apply(JavaRDD<Judged> documents) {
        return apply(documents, List.of(this));
    }

    /** Several of them in one go. */
    static JavaRDD<Judged> apply(JavaRDD<Judged> documents, List<TextStage> stages) {
        return documents.mapPartitions(partition -> judge(partition, stages), true);
    }

    /** The document after the stages, or after the one that dropped it. */
    static Judged judge(Judged document, List<TextStage> stages, TextScan scan) {
        Judged judged = document;
        for (TextStage stage : stages) {
            if (!judged.kept()) {
                break;
            }
            if (stage.action() != Action.SKIP) {
                judged = stage.judge(judged, scan);
            }
        }
        return judged;
    }

    private static Iterator<Judged> judge(Iterator<Judged> documents, List<TextStage> stages) {
        TextScan scan = new TextScan();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return documents.hasNext();
            }

            @Override
            public Judged next() {
                return judge(documents.next(), stages, scan);
            }
        };
    }
}
