package io.kindling.mllib;

import io.kindling.tokenizer.Tokenizer;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A column of token ids, which carries the tokenizer that made them in its metadata, as Spark's own {@code StringIndexer}
 * does with its labels: so the next stage of a pipeline knows what the ids mean, and Parquet keeps it.
 */
public final class TokenColumn {
    /** {@code array<int>}. */
    public static final ArrayType TYPE = DataTypes.createArrayType(DataTypes.IntegerType, false);

    static final String DESCRIPTION = "the texts' token ids: array<int>";

    private static final String TOKENIZER = "io.kindling.tokenizer";

    private TokenColumn() {}

    static Metadata metadata(Tokenizer tokenizer) {
        return new MetadataBuilder().putString(TOKENIZER, tokenizer.json()).build();
    }

    /**
     * The column of that name.
     *
     * @throws IllegalArgumentException if there is none, or it isn't of ids
     */
    public static StructField require(StructType schema, String column) {
        if (!schema.getFieldIndex(column).isDefined()) {
            throw new IllegalArgumentException("inputCol (%s) must be one of the columns %s"
                    .formatted(column, String.join(", ", schema.fieldNames())));
        }
        StructField field = schema.apply(column);
        if (!(field.dataType() instanceof ArrayType array && array.elementType().equals(DataTypes.IntegerType))) {
            throw new IllegalArgumentException("inputCol (%s) is of type %s and must be array<int>: token ids"
                    .formatted(column, field.dataType().simpleString()));
        }
        return field;
    }

    /** Whether a column says what its ids mean. */
    public static boolean hasTokenizer(StructField column) {
        return column.metadata().contains(TOKENIZER);
    }

    /**
     * What made a column's ids.
     *
     * @throws IllegalArgumentException if it doesn't say
     */
    public static Tokenizer tokenizer(StructField column) {
        if (!hasTokenizer(column)) {
            throw new IllegalArgumentException(
                    "inputCol (%s) doesn't say what its ids mean: let a BpeTokenizerModel make it"
                            .formatted(column.name()));
        }
        return Tokenizer.parse(column.metadata().getString(TOKENIZER), "the tokenizer of column " + column.name());
    }
}
