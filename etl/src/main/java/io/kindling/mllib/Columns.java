package io.kindling.mllib;

import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that a stage reads and makes.
 *
 * @param input of texts: strings, or bytes in UTF-8
 * @param output of what a stage makes of them
 */
record Columns(Param<String> input, Param<String> output) {
    static Columns of(String uid, String outputs) {
        return new Columns(
                new Param<>(uid, "inputCol", "column of texts: strings, or binary in UTF-8"),
                new Param<>(uid, "outputCol", "column to add, of " + outputs));
    }

    /**
     * The schema with the output added.
     *
     * @throws IllegalArgumentException if there is no such input, it isn't text, or the output is there already
     */
    static StructType add(StructType schema, String input, String output, DataType outputType) {
        if (!schema.getFieldIndex(input).isDefined()) {
            throw new IllegalArgumentException("inputCol (%s) must be one of the columns %s"
                    .formatted(input, String.join(", ", schema.fieldNames())));
        }
        DataType type = schema.apply(input).dataType();
        if (!type.equals(DataTypes.StringType) && !type.equals(DataTypes.BinaryType)) {
            throw new IllegalArgumentException(
                    "inputCol (%s) is of type %s and must be string or binary".formatted(input, type.simpleString()));
        }
        if (schema.getFieldIndex(output).isDefined()) {
            throw new IllegalArgumentException("outputCol (%s) must not be there yet: name another".formatted(output));
        }
        return schema.add(output, outputType, true);
    }
}
