package io.kindling.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.tokenizer.BadDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents are called the same, whether they are read with or without what else their records say. */
class DocumentFrameTest {
    private static final JavaSparkContext SPARK = LocalSpark.context();
    private static final SparkSession SQL = LocalSpark.session();

    @TempDir
    private Path folder;

    @Test
    void jsonLinesKeepTheirFields() throws IOException {
        write("deep/a.jsonl", """
                {"ID": 7, "text": "one", "tags": ["x"], "meta": {"url": "u"}}

                {"text": "two", "stars": 3}
                """);
        Dataset<Row> rows = assertCalledAsInTheCorpus(CorpusConfig.of(folder.toString()));
        assertThat(rows.columns()).containsExactly("id", "meta", "stars", "tags", "__text", "source");
        assertThat(rows.select("id", "meta.url", "stars", "source").sort("id").collectAsList())
                .extracting(Row::toString)
                .containsExactly("[7,u,null,deep/a.jsonl]", "[deep/a.jsonl:63,null,3,deep/a.jsonl]");
    }

    @Test
    void rowsWithoutTextStay() throws IOException {
        write("a.jsonl", "{\"text\": \"\"}\n{\"text\": \"one\"}\n");
        assertThat(frame(CorpusConfig.of(folder.toString())).count()).isEqualTo(2);
    }

    @Test
    void aRecordCanNameItsSource() throws IOException {
        write("a.jsonl", "{\"text\": \"one\", \"source\": \"web\"}");
        assertThat(frame(CorpusConfig.of(folder.toString()))
                        .select("source")
                        .first()
                        .getString(0))
                .isEqualTo("web");
    }

    @Test
    void aTextCanBeCalledWhatTheOthersAre() throws IOException {
        write("a.jsonl", "{\"source\": \"one\"}\n{\"source\": \"two\", \"id\": 3}\n");
        assertCalledAsInTheCorpus(new CorpusConfig(folder.toString(), null, "source"));
    }

    @Test
    void aFieldWithinAnObjectCanHoldTheText() throws IOException {
        write("a.json", "{\"meta\": {\"body\": \"b\", \"x\": 1}}");
        Dataset<Row> rows = assertCalledAsInTheCorpus(new CorpusConfig(folder.toString(), null, "meta.body"));
        assertThat(rows.select("meta.x").first().getLong(0)).isEqualTo(1);
    }

    @Test
    void parquetRowsKeepTheirIdOrAreNamedByTheirText() {
        for (String id : List.of("'n' || number", "number", "if(number = 1, null, number)", "array(number)")) {
            parquet("rows.parquet", "select %s as Id, 't' || number as text from numbers".formatted(id));
            assertCalledAsInTheCorpus(CorpusConfig.of(folder.toString()));
        }
        parquet("rows.parquet", "select number + 5 as id, 't' || number as text from numbers");
        assertThat(frame(CorpusConfig.of(folder.toString()))
                        .select("id")
                        .as(Encoders.STRING())
                        .collectAsList())
                .containsExactlyInAnyOrder("5", "6", "7");
    }

    private void parquet(String name, String query) {
        SQL.range(3).toDF("number").createOrReplaceTempView("numbers");
        SQL.sql(query).write().mode("overwrite").parquet(folder.resolve(name).toString());
    }

    @Test
    void textHasNoOtherColumns() throws IOException {
        write("a.txt", "one\n\ntwo\n");
        assertCalledAsInTheCorpus(CorpusConfig.of(folder.toString()));
        assertCalledAsInTheCorpus(new CorpusConfig(folder.toString(), Format.LINES, "text"));
        assertCalledAsInTheCorpus(CorpusConfig.of("stories:3"));
        assertThat(DocumentFrame.openLines(SPARK, CorpusConfig.of(folder.toString()))
                        .rows()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void whatIsNoDocumentIsNamedByItsPlace() throws IOException {
        write("a.jsonl", "{\"text\": \"one\"}\n{\"body\": \"two\"}\n");
        assertThatThrownBy(() -> frame(CorpusConfig.of(folder.toString())))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "a.jsonl, byte 16: no field \"text\" among [body]: set field to the one that holds the text");
        parquet("b.parquet", "select 't' as body");
        assertThatThrownBy(
                        () -> frame(CorpusConfig.of(folder.resolve("b.parquet").toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("b.parquet): set it to one of [body]");
    }

    @Test
    void piecesDependOnTheInputAlone() throws IOException {
        write("a.jsonl", "{\"text\": \"one\"}\n{\"text\": \"two\"}%s\n".formatted(" ".repeat(100_000)));
        DocumentFrame frame = DocumentFrame.open(SPARK, CorpusConfig.of(folder.toString()));
        assertThat(frame.pieces()).isEqualTo(25);
        assertThat(frame.dealt().getNumPartitions()).isEqualTo(25);
        assertThat(frame.dealt().map(DocumentFrame::text).collect()).containsExactlyInAnyOrder("one", "two");
    }

    private static Dataset<Row> assertCalledAsInTheCorpus(CorpusConfig config) {
        Dataset<Row> rows = frame(config);
        assertThat(rows.select("id", "source", "__text").collectAsList())
                .isNotEmpty()
                .extracting(row -> row.getString(0) + " | " + row.getString(1) + " | " + row.getString(2))
                .containsExactlyInAnyOrderElementsOf(Corpus.open(SPARK, config).documents().collectAsList().stream()
                        .map(document -> document.getId() + " | " + document.getSource() + " | " + document.getText())
                        .toList());
        return rows;
    }

    private static Dataset<Row> frame(CorpusConfig config) {
        return DocumentFrame.open(SPARK, config).rows();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
