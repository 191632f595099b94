package io.kindling.jobs.mllib;

import io.kindling.jobs.ModelFolder;
import io.kindling.jobs.parallel.Floats;
import io.kindling.model.Parameters;
import io.kindling.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The token embedding as words and vectors, in the manner of Spark's {@code Word2VecModel}.
 *
 * @param parameters the model's, of which the embedding is a stretch
 * @param from where it begins
 */
record TokenVectors(Tokenizer tokenizer, Floats parameters, int from, int tokens, int width) {
    static TokenVectors of(ModelFolder model) {
        Parameters.Entry entry = Parameters.layout(model.config()).stream()
                .filter(each -> each.name().equals("wte.weight"))
                .findFirst()
                .orElseThrow();
        return new TokenVectors(
                model.tokenizer(), model.parameters(), Math.toIntExact(entry.offset()), entry.rows(), entry.columns());
    }

    private String word(int id) {
        return tokenizer.text(new int[] {id});
    }

    private double[] vector(int id) {
        double[] vector = new double[width];
        Arrays.setAll(vector, c -> parameters.values()[from + id * width + c]);
        return vector;
    }

    /** (word, vector), by id. */
    Dataset<Row> all(SparkSession spark) {
        List<Row> rows = IntStream.range(0, tokens)
                .mapToObj(id -> RowFactory.create(word(id), Vectors.dense(vector(id))))
                .toList();
        return spark.createDataFrame(
                rows, new StructType().add("word", DataTypes.StringType).add("vector", SQLDataTypes.VectorType()));
    }

    Dataset<Row> nearest(SparkSession spark, String word, int number) {
        int[] ids = tokenizer.encode(word);
        if (ids.length != 1) {
            String parts =
                    Arrays.stream(ids).mapToObj(id -> "'" + word(id) + "'").collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    "word ('%s') must be one token, and is %d: %s; most words have a space before them"
                            .formatted(word, ids.length, parts));
        }
        return nearest(spark, vector(ids[0]), ids[0], number);
    }

    Dataset<Row> nearest(SparkSession spark, Vector vector, int number) {
        if (vector.size() != width) {
            throw new IllegalArgumentException(
                    "vector (of %d numbers) must have the model's width (%d)".formatted(vector.size(), width));
        }
        return nearest(spark, vector.toArray(), -1, number);
    }

    /** (word, similarity), the most similar first, of equal ones the smaller id. */
    private Dataset<Row> nearest(SparkSession spark, double[] vector, int except, int number) {
        double[] similarities = new double[tokens];
        Arrays.setAll(similarities, id -> cosine(vector, vector(id)));
        List<Row> rows = IntStream.range(0, tokens)
                .filter(id -> id != except)
                .boxed()
                .sorted(Comparator.comparingDouble(id -> -similarities[id]))
                .limit(number)
                .map(id -> RowFactory.create(word(id), similarities[id]))
                .toList();
        return spark.createDataFrame(
                rows, new StructType().add("word", DataTypes.StringType).add("similarity", DataTypes.DoubleType));
    }

    private static double cosine(double[] a, double[] b) {
        double product = 0;
        double squareA = 0;
        double squareB = 0;
        for (int c = 0; c < a.length; c++) {
            product += a[c] * b[c];
            squareA += a[c] * a[c];
            squareB += b[c] * b[c];
        }
        return product == 0 ? 0 : product / Math.sqrt(squareA * squareB);
    }
}
