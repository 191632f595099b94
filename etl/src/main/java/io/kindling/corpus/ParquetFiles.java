package io.kindling.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sha2;

import io.kindling.tokenizer.BadDataException;
import java.net.URI;
import java.util.Arrays;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/**
 * A document per row, with a hash of the text as the id, since rows have no place that stays: the first 128 bits of its
 * SHA-256 in hexadecimal. So equal texts have equal ids.
 */
final class ParquetFiles {
    private static final int ID_DIGITS = 32;

    private ParquetFiles() {}

    static JavaRDD<Row> read(SparkSession spark, InputFiles inputs, String column) {
        String[] paths = Arrays.stream(inputs.paths()).map(Path::toString).toArray(String[]::new);
        Dataset<Row> rows = spark.read().parquet(paths);
        requireTexts(rows, inputs, column);
        String root = inputs.root();
        Column text = col("`" + column + "`").cast(DataTypes.BinaryType);
        return rows.select(sha2(text, 256).substr(1, ID_DIGITS), col("_metadata.file_path"), text)
                .javaRDD()
                .map(row -> document(row, root, column))
                .filter(row -> row.<byte[]>getAs(2).length > 0);
    }

    private static void requireTexts(Dataset<Row> rows, InputFiles inputs, String column) {
        String[] columns = rows.columns();
        if (!Arrays.asList(columns).contains(column)) {
            throw new IllegalArgumentException("field (" + column + ") is no column of input (" + inputs.input()
                    + "): set it to one of " + Arrays.toString(columns));
        }
        if (!rows.schema().apply(column).dataType().equals(DataTypes.StringType)) {
            throw new IllegalArgumentException("field (" + column + ") is a column of type "
                    + rows.schema().apply(column).dataType().simpleString() + ": text must be a string");
        }
    }

    private static Row document(Row row, String root, String column) {
        String file = new Path(URI.create(row.getString(1))).toString();
        String source = file.startsWith(root) ? file.substring(root.length()) : file;
        if (row.isNullAt(2)) {
            throw new BadDataException(source + ": a null in column \"" + column + "\": every row must have a text");
        }
        return DocumentRow.of(row.getString(0), source, row.getAs(2), source);
    }
}
