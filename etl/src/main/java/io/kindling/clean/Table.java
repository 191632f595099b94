package io.kindling.clean;

import io.kindling.corpus.Sql;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** Makes tables of the numbers that stages keep about documents. */
final class Table {
    private Table() {}

    /** Columns that are never null. */
    static StructType schema(Object... namesAndTypes) {
        StructType schema = new StructType();
        for (int index = 0; index < namesAndTypes.length; index += 2) {
            schema = schema.add((String) namesAndTypes[index], (DataType) namesAndTypes[index + 1], false);
        }
        return schema;
    }

    static Dataset<Row> of(JavaRDD<Row> rows, StructType schema) {
        return Sql.session().createDataFrame(rows, schema);
    }
}
