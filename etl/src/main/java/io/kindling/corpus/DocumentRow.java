package io.kindling.corpus;

import static org.apache.spark.sql.functions.col;

import io.kindling.tokenizer.BadDataException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A {@link Document} as readers make it: its text is bytes, which Spark takes over as a string without a copy. */
final class DocumentRow {
    /** The most bytes that one document may have: its text and its tokens have to fit in memory several times. */
    static final int LARGEST = 256 << 20;

    private static final StructType SCHEMA = new StructType()
            .add("id", DataTypes.StringType)
            .add("source", DataTypes.StringType)
            .add("text", DataTypes.BinaryType);

    private DocumentRow() {}

    /**
     * One row.
     *
     * @param place names the file, and the place in it where there are several documents, in messages
     * @throws BadDataException if the text is too long or isn't UTF-8
     */
    static Row of(String id, String source, byte[] text, String place) {
        requireLength(text.length, place);
        int malformed = Utf8.malformedAt(text);
        if (malformed >= 0) {
            throw new BadDataException(place
                    + ": malformed UTF-8 (0x%02X) %d bytes into the text: convert it to UTF-8"
                            .formatted(text[malformed], malformed));
        }
        return RowFactory.create(id, source, text);
    }

    static void requireLength(long bytes, String place) {
        if (bytes > LARGEST) {
            throw new BadDataException(place + ": a document of " + bytes + " bytes exceeds the limit of " + LARGEST
                    + ": cut it up, or set format=lines to make each line a document");
        }
    }

    static Dataset<Document> documents(SparkSession spark, JavaRDD<Row> rows) {
        return spark.createDataFrame(rows, SCHEMA)
                .withColumn("text", col("text").cast(DataTypes.StringType))
                .as(Document.encoder());
    }
}
