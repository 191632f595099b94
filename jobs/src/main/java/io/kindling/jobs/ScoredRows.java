package io.kindling.jobs;

import io.kindling.corpus.DocumentFrame;
import io.kindling.jobs.scoring.Detokenizer;
import io.kindling.jobs.scoring.DocumentScore;
import io.kindling.jobs.scoring.LogLikelihood;
import io.kindling.jobs.scoring.Passage;
import io.kindling.jobs.scoring.Scored;
import io.kindling.jobs.scoring.Scoring;
import io.kindling.jobs.scoring.SharedModel;
import io.kindling.jobs.scoring.TokenScores;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Rows with the columns of a document but its text, then those of its score. Perplexities are null where a document has no such
 * units.
 *
 * @param text place of the text among the document's columns
 */
record ScoredRows(StructType schema, int text, Scoring scoring, Detokenizer detokenizer) implements Serializable {
    static final String TOKENS = "tokens";
    static final String WORDS = "words";
    static final String BYTES = "bytes";
    static final String WINDOWS = "windows";
    static final String LOG_LIKELIHOOD = "logLikelihood";

    static ScoredRows of(StructType document, Scoring scoring, Detokenizer detokenizer) {
        StructType scores = scores(scoring);
        List<StructField> fields = new ArrayList<>();
        List<String> taken = Arrays.stream(scores.fieldNames())
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        for (StructField field : document.fields()) {
            if (taken.contains(field.name().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("input has a column " + field.name()
                        + ", which is one of the scores' (" + String.join(", ", scores.fieldNames()) + "): rename it");
            }
            if (!field.name().equals(DocumentFrame.TEXT)) {
                fields.add(field);
            }
        }
        fields.addAll(Arrays.asList(scores.fields()));
        return new ScoredRows(
                new StructType(fields.toArray(StructField[]::new)),
                document.fieldIndex(DocumentFrame.TEXT),
                scoring,
                detokenizer);
    }

    private static StructType scores(Scoring scoring) {
        StructType scores = new StructType()
                .add(TOKENS, DataTypes.LongType)
                .add(WORDS, DataTypes.LongType)
                .add(BYTES, DataTypes.LongType)
                .add(WINDOWS, DataTypes.IntegerType)
                .add(LOG_LIKELIHOOD, DataTypes.DoubleType)
                .add("tokenPerplexity", DataTypes.DoubleType)
                .add("wordPerplexity", DataTypes.DoubleType)
                .add("bytePerplexity", DataTypes.DoubleType)
                .add("bitsPerByte", DataTypes.DoubleType);
        if (scoring.eachToken()) {
            scores = scores.add("tokenIds", DataTypes.createArrayType(DataTypes.IntegerType, false))
                    .add("tokenLogProbabilities", DataTypes.createArrayType(DataTypes.DoubleType, false));
        }
        if (scoring.alternatives() > 0) {
            StructType alternative = new StructType()
                    .add("id", DataTypes.IntegerType, false)
                    .add("logProbability", DataTypes.DoubleType, false);
            scores = scores.add(
                    "alternatives", DataTypes.createArrayType(DataTypes.createArrayType(alternative, false), false));
        }
        return scores;
    }

    /** The rows of some documents, in their order, as they are asked for. */
    Iterator<Row> score(SharedModel model, Iterator<Row> documents) throws IOException {
        Iterator<Scored<Row>> scores = model.score(documents, row -> passage(row, model), scoring);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return scores.hasNext();
            }

            @Override
            public Row next() {
                Scored<Row> scored = scores.next();
                return row(scored.document(), scored.score());
            }
        };
    }

    private Passage passage(Row row, SharedModel model) {
        return Passage.of(DocumentFrame.text(row), detokenizer, model.tokenizer());
    }

    private Row row(Row document, DocumentScore score) {
        List<Object> values = new ArrayList<>();
        for (int column = 0; column < document.size(); column++) {
            if (column != text) {
                values.add(document.get(column));
            }
        }
        LogLikelihood all = score.logLikelihood();
        values.addAll(List.of(all.tokens(), all.words(), all.bytes(), score.windows(), all.sum()));
        values.add(orNull(all.tokenPerplexity()));
        values.add(orNull(all.wordPerplexity()));
        values.add(orNull(all.bytePerplexity()));
        values.add(orNull(all.bitsPerByte()));
        TokenScores tokens = score.tokens();
        if (tokens != null) {
            values.add(tokens.ids());
            values.add(tokens.logProbabilities());
        }
        if (scoring.alternatives() > 0) {
            values.add(alternatives(tokens));
        }
        return RowFactory.create(values.toArray());
    }

    private static Double orNull(double figure) {
        return Double.isFinite(figure) ? figure : null;
    }

    private Row[][] alternatives(TokenScores tokens) {
        Row[][] all = new Row[tokens.ids().length][scoring.alternatives()];
        for (int i = 0; i < all.length * scoring.alternatives(); i++) {
            all[i / scoring.alternatives()][i % scoring.alternatives()] =
                    RowFactory.create(tokens.likeliest()[i], tokens.likeliestLogProbabilities()[i]);
        }
        return all;
    }
}
