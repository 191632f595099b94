package io.kindling.mllib;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.corpus.LocalSpark;
import io.kindling.corpus.StoryCorpus;
import io.kindling.tokenizer.PreTokenizer;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BpeTokenizerTest {
    private static final StoryCorpus STORIES = new StoryCorpus(3);
    private static final List<String> TEXTS =
            IntStream.range(0, 60).mapToObj(STORIES::story).toList();
    private static final BpeTokenizerModel MODEL = stage().fit(texts());

    @TempDir
    private Path folder;

    @Test
    void textsBecomeTheIdsThatTheTokenizerGives() {
        List<Row> rows = MODEL.transform(texts()).select("value", "ids").collectAsList();
        assertThat(rows).hasSize(TEXTS.size());
        for (Row row : rows) {
            assertThat(row.getList(1).stream().mapToInt(id -> (Integer) id).toArray())
                    .isEqualTo(MODEL.tokenizer().encode(row.getString(0)));
        }
        assertThat(MODEL.tokenizer().vocabularySize()).isEqualTo(400);
        assertThat(MODEL.parent().uid()).isEqualTo(MODEL.uid());
    }

    @Test
    void nullStaysNullAndBytesAreText() {
        Dataset<Row> bytes = LocalSpark.session()
                .createDataFrame(
                        List.of(RowFactory.create((Object) null), RowFactory.create((Object) "the".getBytes(UTF_8))),
                        new StructType().add("value", DataTypes.BinaryType));
        List<Row> rows = MODEL.transform(bytes).collectAsList();
        assertThat(rows.get(0).isNullAt(1)).isTrue();
        assertThat(rows.get(1).getList(1)).hasSize(MODEL.tokenizer().encode("the").length);
        assertThat(stage().fit(bytes).tokenizer().encode("the")).hasSize(1);
    }

    @Test
    void aPipelineIsSavedAndLoaded() throws IOException {
        PipelineModel pipeline =
                new Pipeline().setStages(new PipelineStage[] {stage()}).fit(texts());
        String path = folder + "/pipeline";
        StageFolder.overwrite(pipeline, path);
        StageFolder.overwrite(pipeline, path);
        PipelineModel loaded = PipelineModel.load(path);
        assertThat(loaded.transform(texts()).collectAsList())
                .isEqualTo(pipeline.transform(texts()).collectAsList());
        assertThat(files(folder)).containsExactly("pipeline");
    }

    @Test
    void aModelIsSavedAndLoaded() throws IOException {
        String path = folder + "/model";
        MODEL.save(path);
        BpeTokenizerModel loaded = BpeTokenizerModel.load(path);
        assertThat(loaded.uid()).isEqualTo(MODEL.uid());
        assertThat(loaded.explainParams()).isEqualTo(MODEL.explainParams());
        assertThat(loaded.tokenizer().sha256()).isEqualTo(MODEL.tokenizer().sha256());
        assertThat(Tokenizer.parse(Files.readString(folder.resolve("model/tokenizer.json")), "t")
                        .sha256())
                .isEqualTo(MODEL.tokenizer().sha256());
        assertThatThrownBy(() -> MODEL.save(path))
                .isInstanceOf(IOException.class)
                .hasMessage("path (" + path + ") already exists: remove it, name another, or use write().overwrite()");
    }

    @Test
    void whatIsOverwrittenIsReplacedOnlyByAWholeOne() throws IOException {
        String path = folder + "/model";
        MODEL.save(path);
        BpeTokenizerModel broken = new BpeTokenizerModel("broken");
        assertThatThrownBy(() -> broken.write().overwrite().save(path)).isInstanceOf(IllegalStateException.class);
        assertThat(BpeTokenizerModel.load(path).uid()).isEqualTo(MODEL.uid());

        BpeTokenizerModel other = new BpeTokenizerModel("other", MODEL.tokenizer());
        other.write().overwrite().save(path);
        assertThat(BpeTokenizerModel.load(path).uid()).isEqualTo("other");
        assertThat(files(folder)).containsExactly("model");

        Files.move(folder.resolve("model"), folder.resolve(".model.old"));
        assertThatThrownBy(() -> BpeTokenizerModel.load(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "path (file:%s) does not exist: replacing it was interrupted; rename file:%s/.model.old, which"
                                + " is the old one",
                        path, folder);
    }

    @Test
    void anEstimatorIsSavedAndLoaded() throws IOException {
        String path = folder + "/estimator";
        BpeTokenizer estimator = stage().setSplitting(PreTokenizer.CL100K);
        estimator.save(path);
        BpeTokenizer loaded = BpeTokenizer.load(path);
        assertThat(loaded.explainParams()).isEqualTo(estimator.explainParams());
        assertThat(loaded.fit(texts()).tokenizer().splitting()).isEqualTo(PreTokenizer.CL100K);
    }

    @Test
    void parametersAreExplained() {
        assertThat(new BpeTokenizer("b").explainParams()).isEqualTo("""
                        inputCol: column of texts: strings, or binary in UTF-8 (undefined)
                        outputCol: column to add, of the texts' token ids: array<int> (default: b__output)
                        splitting: the pattern by which text is cut before it is merged: gpt2 or cl100k (default: gpt2)
                        vocabularySize: most tokens to have, end of text included; 257 at least (default: 8192)""");
    }

    @Test
    void columnsAreChecked() {
        assertThatThrownBy(() -> stage().setInputCol("texts").fit(texts()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("inputCol (texts) must be one of the columns value");
        assertThatThrownBy(() -> MODEL.transform(texts().selectExpr("1 as value")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("inputCol (value) is of type int and must be string or binary");
        assertThatThrownBy(() -> MODEL.transform(MODEL.transform(texts())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("outputCol (ids) must not be there yet: name another");
    }

    private static BpeTokenizer stage() {
        return new BpeTokenizer().setInputCol("value").setOutputCol("ids").setVocabularySize(400);
    }

    private static Dataset<Row> texts() {
        return LocalSpark.session().createDataset(TEXTS, Encoders.STRING()).toDF();
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
