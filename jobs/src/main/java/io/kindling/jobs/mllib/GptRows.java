package io.kindling.jobs.mllib;

import io.kindling.jobs.scoring.LoadedModel.Lease;
import io.kindling.jobs.scoring.LogLikelihood;
import io.kindling.jobs.scoring.Passage;
import io.kindling.jobs.scoring.Scored;
import io.kindling.jobs.scoring.Scoring;
import io.kindling.jobs.scoring.SharedModel;
import io.kindling.jobs.scoring.Windowing;
import io.kindling.tokenizer.BadDataException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * A {@link GptModel}'s work on executors: rows in, the same rows with more columns out, a few at a time.
 *
 * @param input where in a row its ids are
 * @param sampling how texts are drawn; null where none are asked for
 */
record GptRows(
        SharedModel model, int input, boolean logLikelihood, boolean perplexity, boolean embedding, Sampling sampling)
        implements Serializable {
    /** Rows whose embeddings and texts are made together; a text in the making takes a context of keys and values. */
    private static final int ROWS = 16;

    private static final int[] NONE = {};

    /** The work of a stage on rows of that schema. */
    static GptRows of(GptModel stage, SharedModel model, StructType schema) {
        return new GptRows(
                model,
                schema.fieldIndex(stage.getOrDefault(stage.inputCol())),
                !stage.getOrDefault(stage.logLikelihoodCol()).isEmpty(),
                !stage.getOrDefault(stage.perplexityCol()).isEmpty(),
                !stage.getOrDefault(stage.embeddingCol()).isEmpty(),
                stage.getOrDefault(stage.generatedCol()).isEmpty()
                        ? null
                        : stage.output().sampling(stage));
    }

    Iterator<Row> add(Iterator<Row> rows) throws IOException {
        if (!rows.hasNext()) {
            return Collections.emptyIterator();
        }
        Lease lease = embedding || sampling != null ? model.lease() : null;
        Iterator<Scored<Row>> scored = logLikelihood || perplexity ? scored(rows) : unscored(rows);
        return new Groups(scored, lease);
    }

    private Iterator<Scored<Row>> scored(Iterator<Row> rows) throws IOException {
        return model.score(rows, row -> new Passage(ids(row), 0, 0), Scoring.of(new Windowing.Rolling()));
    }

    private static Iterator<Scored<Row>> unscored(Iterator<Row> rows) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Scored<Row> next() {
                return new Scored<>(rows.next(), null);
            }
        };
    }

    /** Checked, for the column may have come from elsewhere. */
    private int[] ids(Row row) {
        if (row.isNullAt(input)) {
            return NONE;
        }
        int vocabularySize = model.config().vocabularySize();
        int[] ids = row.<Integer>getList(input).stream().mapToInt(id -> id).toArray();
        for (int id : ids) {
            if (id < 0 || id >= vocabularySize) {
                throw new BadDataException(
                        "inputCol has the id %d where the model's are 0 to %d: it was made by another tokenizer"
                                .formatted(id, vocabularySize - 1));
            }
        }
        return ids;
    }

    /** Takes a group of rows at a time, and gives them out one by one. */
    private final class Groups implements Iterator<Row> {
        private final Iterator<Scored<Row>> rows;
        private final Lease lease;
        private final Queue<Row> ready = new ArrayDeque<>();

        Groups(Iterator<Scored<Row>> rows, Lease lease) {
            this.rows = rows;
            this.lease = lease;
        }

        @Override
        public boolean hasNext() {
            if (ready.isEmpty()) {
                List<Scored<Row>> group = new ArrayList<>();
                while (group.size() < ROWS && rows.hasNext()) {
                    group.add(rows.next());
                }
                ready.addAll(complete(group, lease));
            }
            return !ready.isEmpty();
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no row is left");
            }
            return ready.remove();
        }
    }

    private List<Row> complete(List<Scored<Row>> group, Lease lease) {
        List<int[]> ids = group.stream().map(scored -> ids(scored.document())).toList();
        List<?> embeddings = embedding ? Embedding.of(ids, lease.inference(), model.config()) : null;
        List<String> texts = sampling == null ? null : sampling.texts(ids, lease.generation(ROWS), model.tokenizer());
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < group.size(); i++) {
            Row row = group.get(i).document();
            boolean isNull = row.isNullAt(input);
            List<Object> values = new ArrayList<>();
            for (int column = 0; column < row.size(); column++) {
                values.add(row.get(column));
            }
            if (logLikelihood) {
                values.add(isNull ? null : logLikelihood(group.get(i)).sum());
            }
            if (perplexity) {
                values.add(
                        ids.get(i).length == 0
                                ? null
                                : logLikelihood(group.get(i)).tokenPerplexity());
            }
            if (embedding) {
                values.add(embeddings.get(i));
            }
            if (sampling != null) {
                values.add(isNull ? null : texts.get(i));
            }
            rows.add(RowFactory.create(values.toArray()));
        }
        return rows;
    }

    private static LogLikelihood logLikelihood(Scored<Row> scored) {
        return scored.score().logLikelihood();
    }
}
