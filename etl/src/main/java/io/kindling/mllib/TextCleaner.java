package io.kindling.mllib;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import io.kindling.clean.Action;
import io.kindling.clean.Finding;
import io.kindling.clean.TextRules;
import io.kindling.clean.TextRules.Judgement;
import java.util.List;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Holds a column of texts against {@link TextRules} and adds a column with what comes of it, a struct: {@code kept},
 * whether every rule was kept; {@code text}, as the rules leave it; {@code findings}, which rules found something and by
 * which figure. No row goes: filter by {@code cleaned.kept}. Null stays null.
 */
public final class TextCleaner extends Transformer implements MLWritable {
    private static final long serialVersionUID = 1L;

    private static final StructType FINDING = new StructType()
            .add("stage", DataTypes.StringType)
            .add("rule", DataTypes.StringType)
            .add("figure", DataTypes.DoubleType)
            .add("limit", DataTypes.DoubleType)
            .add("detail", DataTypes.StringType)
            .add("effect", DataTypes.StringType);
    private static final StructType CLEANED = new StructType()
            .add("kept", DataTypes.BooleanType)
            .add("text", DataTypes.StringType)
            .add("findings", DataTypes.createArrayType(FINDING));

    private final String uid;
    private final Columns columns;
    private final Param<String> rules;

    /** A stage with the rules as published. */
    public TextCleaner() {
        this(Identifiable$.MODULE$.randomUID("textCleaner"));
    }

    /** A stage with this identifier: what reading one begins with. */
    public TextCleaner(String uid) {
        this.uid = uid;
        columns = Columns.of(uid, "what the rules say of each text");
        rules = new Param<>(uid, "rules", "TextRules as JSON: a key for each stage that is on, with its thresholds");
        setDefault(columns.output(), uid + "__output");
        setDefault(rules, TextRules.published(Action.DROP).json());
    }

    /** Reads what {@link #write} wrote. */
    public static MLReader<TextCleaner> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads what was saved at a path. */
    public static TextCleaner load(String path) {
        return read().load(path);
    }

    @Override
    public String uid() {
        return uid;
    }

    /** The column of texts. */
    public Param<String> inputCol() {
        return columns.input();
    }

    /** The column to add. */
    public Param<String> outputCol() {
        return columns.output();
    }

    /** The rules, as JSON. */
    public Param<String> rules() {
        return rules;
    }

    public TextCleaner setInputCol(String column) {
        set(columns.input(), column);
        return this;
    }

    public TextCleaner setOutputCol(String column) {
        set(columns.output(), column);
        return this;
    }

    /** Sets the rules; null within them stands for a stage that is off. */
    public TextCleaner setRules(TextRules value) {
        set(rules, value.json());
        return this;
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        TextRules held = TextRules.parse(getOrDefault(rules));
        UDF1<byte[], Row> clean = utf8 -> utf8 == null ? null : row(held.judge(utf8));
        return dataset.withColumn(
                getOrDefault(columns.output()),
                udf(clean, CLEANED).apply(col(getOrDefault(columns.input())).cast(DataTypes.BinaryType)));
    }

    private static Row row(Judgement judgement) {
        List<Row> findings = judgement.findings().stream().map(TextCleaner::row).toList();
        return RowFactory.create(judgement.kept(), judgement.text(), findings);
    }

    private static Row row(Finding finding) {
        return RowFactory.create(
                finding.stage(),
                finding.rule(),
                finding.figure(),
                finding.limit(),
                finding.detail(),
                finding.effect().toString());
    }

    @Override
    public StructType transformSchema(StructType schema) {
        return Columns.add(schema, getOrDefault(columns.input()), getOrDefault(columns.output()), CLEANED);
    }

    @Override
    public TextCleaner copy(ParamMap extra) {
        return copyValues(new TextCleaner(uid), extra);
    }

    /** A writer that replaces what it overwrites only when the new one is whole. */
    @Override
    public MLWriter write() {
        return new StageWriter(this, folder -> {});
    }
}
