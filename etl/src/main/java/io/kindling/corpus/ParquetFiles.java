package io.kindling.corpus;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;

import io.kindling.corpus.Reading.Malformed;
import java.net.URI;
import java.util.Arrays;
import java.util.Objects;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;

/**
 * A document per row. A text's id is what the row has in a column {@code id}, a string or a whole number; where there is none,
 * a hash of the text, since a row's place changes whenever its file is written anew: the first 128 bits of its SHA-256 in
 * hexadecimal, so equal texts have equal ids. A list of token ids has its path and row.
 */
record ParquetFiles(InputFiles inputs, String column) {
    private static final int ID_DIGITS = 32;

    /** Reads texts. */
    JavaRDD<Reading> read() {
        Dataset<Row> rows = texts();
        Column text = column(rows).cast(DataTypes.BinaryType);
        String root = inputs.root();
        return rows.select(col("_metadata.file_path"), col("_metadata.row_index"), text, id(rows))
                .javaRDD()
                .map(row -> text(row, source(row.getString(0), root)))
                .filter(Objects::nonNull);
    }

    /** The rows as they are, in which the column is a string. */
    Dataset<Row> texts() {
        Dataset<Row> rows = rows();
        DataType type = type(rows);
        if (!type.equals(DataTypes.StringType)) {
            throw new IllegalArgumentException(
                    "field (" + column + ") is a column of type " + type.simpleString() + ": text must be a string");
        }
        return rows;
    }

    /** The id of each row's text. */
    Column id(Dataset<Row> rows) {
        Column hash = substring(sha2(column(rows).cast(DataTypes.BinaryType), 256), 1, ID_DIGITS);
        return Arrays.stream(rows.schema().fields())
                .filter(field -> field.name().equalsIgnoreCase("id") && isName(field.dataType()))
                .findFirst()
                .map(field -> coalesce(col("`" + field.name() + "`").cast(DataTypes.StringType), hash))
                .orElse(hash);
    }

    private static boolean isName(DataType type) {
        return type.equals(DataTypes.StringType) || type instanceof IntegralType;
    }

    /** Whether the column holds the ids of tokens. */
    boolean holdsTokens() {
        return type(rows()) instanceof ArrayType array
                && (array.elementType().equals(DataTypes.IntegerType)
                        || array.elementType().equals(DataTypes.LongType)
                        || array.elementType().equals(DataTypes.ShortType));
    }

    /** Reads lists of ids; an end of text that closes one is left out. */
    JavaRDD<Reading> readTokens(int endOfText) {
        Dataset<Row> rows = rows();
        Column ids = column(rows).cast(DataTypes.createArrayType(DataTypes.IntegerType));
        String root = inputs.root();
        return rows.select(col("_metadata.file_path"), col("_metadata.row_index"), ids)
                .javaRDD()
                .map(row -> tokens(row, source(row.getString(0), root), endOfText))
                .filter(Objects::nonNull);
    }

    private Dataset<Row> rows() {
        return Sql.session()
                .read()
                .parquet(Arrays.stream(inputs.paths()).map(Path::toString).toArray(String[]::new));
    }

    private Column column(Dataset<Row> rows) {
        return Arrays.asList(rows.columns()).contains(column) ? col("`" + column + "`") : col(column);
    }

    private DataType type(Dataset<Row> rows) {
        String[] columns = rows.columns();
        if (!Arrays.asList(columns).contains(column)
                && !Arrays.asList(columns).contains(column.replaceFirst("[.].*", ""))) {
            throw new IllegalArgumentException("field (" + column + ") is no column of input (" + inputs.input()
                    + "): set it to one of " + Arrays.toString(columns));
        }
        return rows.select(column(rows)).schema().apply(0).dataType();
    }

    /** A file's name relative to the input. */
    static String source(String uri, String root) {
        String file = new Path(URI.create(uri)).toString();
        return file.startsWith(root) ? file.substring(root.length()) : file;
    }

    private static Reading text(Row row, String source) {
        if (row.isNullAt(2)) {
            return new Malformed(source, row.getLong(1), "a null where a text is due");
        }
        byte[] text = row.getAs(2);
        if (text.length > Portion.LARGEST_DOCUMENT) {
            return new Malformed(source, row.getLong(1), Records.tooLong("a text", "leave it out"));
        }
        int malformed = Utf8.malformedAt(text, text.length);
        if (malformed >= 0) {
            return new Malformed(source, row.getLong(1), Utf8.complaint(text[malformed], malformed));
        }
        return text.length == 0 ? null : new Reading.Text(row.getString(3), source, text);
    }

    private static Reading tokens(Row row, String source, int endOfText) {
        long number = row.getLong(1);
        if (row.isNullAt(2) || row.<Integer>getList(2).contains(null)) {
            return new Malformed(source, number, "a null where the ids of tokens are due");
        }
        int[] ids = row.<Integer>getList(2).stream().mapToInt(Integer::intValue).toArray();
        int length = ids.length > 0 && ids[ids.length - 1] == endOfText ? ids.length - 1 : ids.length;
        return length == 0
                ? null
                : new Reading.Tokens(source + ":" + number, source, number, Arrays.copyOf(ids, length));
    }
}
