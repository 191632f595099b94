package io.kindling.corpus;

import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;

/**
 * One text of a corpus: a row of a {@code Dataset<Document>}, or of a {@code Dataset<Row>} with the same three columns,
 * all strings. A Java bean, since that is what Spark encodes.
 *
 * <p>The id doesn't depend on how the corpus was partitioned: order, shards and splits are hashes of it. Fast code
 * reads the column {@code text} as binary and never makes a String of it.
 */
public final class Document {
    private String id;
    private String source;
    private String text;

    /** An empty document, for Spark to fill. */
    public Document() {}

    public Document(String id, String source, String text) {
        this.id = id;
        this.source = source;
        this.text = text;
    }

    public static Encoder<Document> encoder() {
        return Encoders.bean(Document.class);
    }

    /** Names the document within its corpus: a path and offset, a hash of the text, or what the record itself says. */
    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }

    /** The file it comes from, relative to the input. */
    public String getSource() {
        return source;
    }

    public void setSource(String source) {
        this.source = source;
    }

    /** The text itself, well-formed Unicode and not empty. */
    public String getText() {
        return text;
    }

    public void setText(String text) {
        this.text = text;
    }
}
