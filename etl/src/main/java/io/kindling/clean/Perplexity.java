package io.kindling.clean;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.kindling.corpus.Corpus;
import io.kindling.corpus.Format;
import io.kindling.corpus.Sql;
import io.kindling.tokenizer.BadDataException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * Drops documents that a model finds too strange or too easy, by what the command score wrote for the same corpus.
 *
 * @param scores a file, folder or glob: Parquet, or JSON lines
 * @param idColumn of the documents' ids
 * @param column of the figure: a perplexity, or any other number
 */
public record Perplexity(Action action, String scores, String idColumn, String column, double minimum, double maximum)
        implements Stage {
    private static final StructType IDS = Table.schema("id", StringType, Home.ROW, LongType);

    /** Throws an IllegalArgumentException if a threshold can't be or there are no scores. */
    public Perplexity {
        Range.ordered("minimum", minimum, "maximum", maximum);
        if (action != Action.SKIP && (scores == null || scores.isBlank())) {
            throw new IllegalArgumentException(
                    "scores is missing: name what score wrote, or set action=skip to clean without");
        }
    }

    @Override
    public String name() {
        return "perplexity";
    }

    @Override
    public JavaRDD<Judged> apply(JavaRDD<Judged> documents) {
        JavaRDD<Row> ids =
                documents.filter(Judged::kept).map(document -> RowFactory.create(document.id(), document.row()));
        Dataset<Row> letters = Table.of(ids, IDS).join(figures(), "id").select(Home.ROW, "figure");
        return Home.deliver(documents, letters, this::judge);
    }

    private Judged judge(Judged document, List<Row> letters) {
        if (!document.kept()) {
            return document;
        }
        if (letters.isEmpty() || letters.get(0).isNullAt(1)) {
            throw new BadDataException(
                    "document " + document.id() + " has no score in " + scores + ": score the corpus that is cleaned");
        }
        double figure = letters.get(0).getDouble(1);
        if (figure > maximum) {
            return document.found(action, name(), "tooHigh", figure, maximum, "");
        }
        return figure < minimum ? document.found(action, name(), "tooLow", figure, minimum, "") : document;
    }

    /** A figure for each id; of several, the least, so that it is the same in every run. */
    private Dataset<Row> figures() {
        SparkSession spark = Sql.session();
        Dataset<Row> rows = format(spark.sparkContext().hadoopConfiguration()) == Format.JSONL
                ? spark.read().json(scores)
                : spark.read().parquet(scores);
        Column id = require(rows, "idColumn", idColumn).cast(DataTypes.StringType);
        Column figure = require(rows, "column", column);
        if (!(rows.select(figure).schema().apply(0).dataType() instanceof NumericType)) {
            throw new IllegalArgumentException("column (" + column + ") of scores (" + scores + ") holds no numbers");
        }
        return rows.select(id.as("id"), figure.cast(DataTypes.DoubleType).as("figure"))
                .groupBy("id")
                .agg(min("figure").as("figure"));
    }

    private Format format(Configuration hadoop) {
        try {
            return Corpus.format(hadoop, scores);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("perplexity.scores: " + e.getMessage(), e);
        }
    }

    private Column require(Dataset<Row> rows, String key, String name) {
        if (!Arrays.asList(rows.columns()).contains(name)) {
            throw new IllegalArgumentException("%s (%s) is no column of scores (%s): set it to one of %s"
                    .formatted(key, name, scores, Arrays.toString(rows.columns())));
        }
        return col("`" + name + "`");
    }
}
