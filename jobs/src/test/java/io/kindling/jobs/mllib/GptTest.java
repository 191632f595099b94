package io.kindling.jobs.mllib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.kindling.corpus.Corpus;
import io.kindling.corpus.StoryCorpus;
import io.kindling.jobs.LocalSpark;
import io.kindling.jobs.ModelFolder;
import io.kindling.mllib.BpeTokenizer;
import io.kindling.mllib.BpeTokenizerModel;
import io.kindling.mllib.StageFolder;
import io.kindling.shard.ShardConfig;
import io.kindling.shard.Sharding;
import io.kindling.shard.Split;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

class GptTest {
    private static final SparkSession SPARK = LocalSpark.session();
    private static final StoryCorpus STORIES = new StoryCorpus(3);
    private static final Dataset<Row> TEXTS = SPARK.createDataset(
                    IntStream.range(0, 60).mapToObj(STORIES::story).toList(), Encoders.STRING())
            .toDF("text");
    private static final BpeTokenizer TOKENIZER =
            new BpeTokenizer().setInputCol("text").setOutputCol("ids").setVocabularySize(300);
    private static final BpeTokenizerModel ENCODER = TOKENIZER.fit(TEXTS);
    private static final Dataset<Row> IDS = ENCODER.transform(TEXTS).cache();

    @TempDir
    private static Path work;

    @TempDir
    private Path folder;

    private static GptModel model;

    @BeforeAll
    static void fit() {
        model = stage().setEmbeddingCol("embedding")
                .setGeneratedCol("generated")
                .setNewTokens(8)
                .fit(IDS);
    }

    private static Gpt stage() {
        return new Gpt()
                .setInputCol("ids")
                .setContextLength(32)
                .setWidth(32)
                .setHeads(2)
                .setLayers(2)
                .setSteps(20)
                .setBatch(4)
                .setReplicas(2)
                .setLocalSteps(10)
                .setWarmupSteps(3)
                .setLearningRate(3e-3)
                .setWorkFolder(work.toString());
    }

    @Test
    void rowsGetWhatTheModelMakesOfTheirIds() {
        List<Row> rows = model.transform(IDS).collectAsList();
        assertThat(rows).hasSize(60);
        for (Row row : rows) {
            double logLikelihood = row.getAs("logLikelihood");
            int tokens = row.getList(row.fieldIndex("ids")).size();
            assertThat(logLikelihood / tokens).isBetween(-Math.log(300), -1.0);
            assertThat(row.<Double>getAs("perplexity")).isEqualTo(Math.exp(-logLikelihood / tokens));
            assertThat(row.<Vector>getAs("embedding").size()).isEqualTo(32);
            assertThat(row.<String>getAs("generated")).isNotNull();
        }
        assertThat(rows.stream().map(row -> row.getAs("generated")).distinct()).hasSizeGreaterThan(50);
    }

    @Test
    void neitherPartitionsNorCompanyChangeARow() {
        List<String> together = sorted(model.transform(IDS));
        assertThat(sorted(model.transform(IDS.repartition(5)))).isEqualTo(together);
        assertThat(together).containsAll(sorted(model.transform(IDS.limit(3))));
    }

    @Test
    void partitionsAndOrderOfRowsDontChangeTheModel() {
        GptModel other = stage().fit(IDS.repartition(5).orderBy(functions.desc("text")));
        assertThat(other.model().parameters().sha256())
                .isEqualTo(model.model().parameters().sha256());
        assertThat(stage().setSeed(2).fit(IDS).model().parameters().sha256())
                .isNotEqualTo(model.model().parameters().sha256());
    }

    @Test
    void nothingIsLeftOfTraining() throws IOException {
        stage().setSteps(4).fit(IDS);
        assertThat(names(work)).isEmpty();
    }

    @Test
    void nullAndEmptyRowsStayWhatTheyAre() {
        Dataset<Row> odd = SPARK.sql("select cast(null as string) as text union all select ''");
        List<Row> rows = model.transform(ENCODER.transform(odd)).collectAsList();
        Row missing = rows.get(0);
        assertThat(missing.getList(1)).isNull();
        assertThat(IntStream.range(2, 6).allMatch(missing::isNullAt)).isTrue();
        Row empty = rows.get(1);
        assertThat(empty.<Double>getAs("logLikelihood")).isZero();
        assertThat(empty.<Double>getAs("perplexity")).isNull();
        assertThat(empty.<Vector>getAs("embedding")).isNull();
        assertThat(empty.<String>getAs("generated")).isNotEmpty();
    }

    @Test
    void aPipelineSaysTheSameInAFreshJvm() throws Exception {
        Gpt gpt = stage().setEmbeddingCol("embedding")
                .setGeneratedCol("generated")
                .setNewTokens(8);
        PipelineModel pipeline =
                new Pipeline().setStages(new PipelineStage[] {TOKENIZER, gpt}).fit(TEXTS);
        StageFolder.overwrite(pipeline, folder + "/pipeline");
        StageFolder.overwrite(pipeline, folder + "/pipeline");
        TEXTS.write().parquet(folder + "/texts");
        run(FreshJvm.class, folder + "/pipeline", folder + "/texts", folder + "/said");
        assertThat(sorted(SPARK.read().parquet(folder + "/said"))).isEqualTo(sorted(pipeline.transform(TEXTS)));
    }

    @Test
    void aModelIsSavedAndLoadedAndNeverLost() throws IOException {
        String path = folder + "/model";
        model.save(path);
        GptModel loaded = GptModel.load(path);
        assertThat(loaded.uid()).isEqualTo(model.uid());
        assertThat(loaded.explainParams()).isEqualTo(model.explainParams());
        assertThat(sorted(loaded.transform(IDS))).isEqualTo(sorted(model.transform(IDS)));
        assertThat(ModelFolder.read(SPARK.sparkContext().hadoopConfiguration(), path)
                        .parameters()
                        .sha256())
                .isEqualTo(model.model().parameters().sha256());
        assertThatThrownBy(() -> new GptModel("broken").write().overwrite().save(path))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this model (broken) was never trained: fit or load one");
        assertThat(GptModel.load(path).uid()).isEqualTo(model.uid());
        assertThat(names(folder)).containsExactly("model");
    }

    @Test
    void anEstimatorIsSavedAndLoaded() throws IOException {
        stage().save(folder + "/gpt");
        Gpt loaded = Gpt.load(folder + "/gpt");
        assertThat(loaded.fit(IDS).model().parameters().sha256())
                .isEqualTo(model.model().parameters().sha256());
    }

    @Test
    void crossValidationTakesTheModelThatIsLessPerplexed() {
        Gpt gpt = stage().setSteps(6);
        ParamMap[] grid = new ParamGridBuilder()
                .addGrid(gpt.learningRate(), CollectionConverters.asScala(List.<Object>of(1e-4, 5e-3)))
                .build();
        PerplexityEvaluator evaluator = new PerplexityEvaluator().setInputCol("ids");
        CrossValidatorModel chosen = new CrossValidator()
                .setEstimator(gpt)
                .setEstimatorParamMaps(grid)
                .setEvaluator(evaluator)
                .setNumFolds(2)
                .fit(IDS);
        assertThat(chosen.avgMetrics()[1]).isLessThan(chosen.avgMetrics()[0]);
        assertThat(((GptModel) chosen.bestModel()).parent().extractParamMap().apply(gpt.learningRate()))
                .isEqualTo(5e-3);
        assertThat(evaluator.evaluate(chosen.transform(IDS))).isLessThan(300);
    }

    @Test
    void theEvaluatorWeighsRowsByTheirTokens() throws IOException {
        Dataset<Row> rows = SPARK.sql(
                "select array(1, 2, 3) as ids, -6.0D as logLikelihood union all select array(4), -1.0D union all select null, null");
        PerplexityEvaluator evaluator = new PerplexityEvaluator().setInputCol("ids");
        assertThat(evaluator.evaluate(rows)).isCloseTo(Math.exp(7.0 / 4), offset(1e-12));
        assertThat(evaluator.isLargerBetter()).isFalse();
        evaluator.save(folder + "/evaluator");
        assertThat(PerplexityEvaluator.load(folder + "/evaluator").evaluate(rows))
                .isEqualTo(evaluator.evaluate(rows));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> evaluator.evaluate(rows.limit(0)))
                .withMessage("column ids holds no token to be measured on");
    }

    @Test
    void tokenShardsTrainTheSameModel() throws IOException {
        Sharding.write(
                Corpus.ofTokens(IDS, "ids"),
                ENCODER.tokenizer(),
                new ShardConfig(0, Split.DOCUMENT, 0, 1 << 27),
                folder + "/shards");
        Gpt gpt = stage().setShards(folder + "/shards");
        assertThat(gpt.fit(SPARK.emptyDataFrame()).model().parameters().sha256())
                .isEqualTo(model.model().parameters().sha256());
    }

    @Test
    void wordsHaveVectorsAndNeighbours() {
        List<Row> vectors = model.getVectors().collectAsList();
        assertThat(vectors).hasSize(300);
        int the = ENCODER.tokenizer().encode(" the")[0];
        Row row = vectors.get(the);
        assertThat(row.getString(0)).isEqualTo(" the");
        List<Row> near = model.findSynonyms(" the", 5).collectAsList();
        assertThat(near).hasSize(5).isSortedAccordingTo(Comparator.comparingDouble(each -> -each.getDouble(1)));
        assertThat(near).noneMatch(each -> each.getString(0).equals(" the"));
        List<Row> self = model.findSynonyms((Vector) row.get(1), 1).collectAsList();
        assertThat(self.get(0).getString(0)).isEqualTo(" the");
        assertThat(self.get(0).getDouble(1)).isCloseTo(1, offset(1e-6));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.findSynonyms("xyz", 5))
                .withMessage(
                        "word ('xyz') must be one token, and is 3: 'x', 'y', 'z'; most words have a space before them");
    }

    @Test
    void parametersAreExplained() {
        assertThat(new Gpt("g").setWorkFolder("/w").explainParams())
                .isEqualTo("""
                batch: sequences of a replica's step (default: 12)
                contextLength: most tokens that a prediction can look back on (default: 256)
                dropout: probability that a value is dropped in training; 0 for none (default: 0.0)
                embeddingCol: column to add, of the means of the last norm's output over the tokens: vector; empty for none \
                (default: )
                generatedCol: column to add, of texts that continue the tokens: string; empty for none (default: )
                generationSeed: decides, together with a row's tokens alone, what is drawn for it (default: 1)
                heads: attention heads of a block (default: 6)
                inputCol: column of token ids, array<int>, as a BpeTokenizerModel makes it (undefined)
                layers: blocks (default: 6)
                learningRate: height of the learning rate, after the warm-up (default: 0.001)
                localSteps: steps between two exchanges of replicas (default: 50)
                logLikelihoodCol: column to add, of the sums of the tokens' log-probabilities in nats: double; empty for none \
                (default: logLikelihood)
                minimumLearningRate: where its cosine ends (default: 1.0E-4)
                newTokens: most tokens of a generated text; the end of a document ends it earlier (default: 100)
                perplexityCol: column to add, of perplexities per token: double; empty for none (default: perplexity)
                replicas: replicas that train side by side, whatever the number of executors (default: 1)
                seed: decides initial parameters, order of data and dropout (default: 1)
                shards: folder of token shards to train on instead of the input column's ids (undefined)
                steps: steps of each replica (default: 2000)
                temperature: of generated texts: below 1 more probable, above 1 more varied; 0 takes the most probable token \
                (default: 1.0)
                topK: draw from so many of the most probable tokens; 0 for all (default: 0)
                topP: draw from the fewest tokens that hold this share of the probability; 1 for all (default: 1.0)
                warmupSteps: steps on the way up; fewer than steps (default: 100)
                weightDecay: AdamW's decay, of matrices only (default: 0.1)
                width: channels of a token's vector; must be divisible by heads (default: 384)
                workFolder: folder on a file system that all executors see, for shards and checkpoints; emptied after \
                training (default: /tmp/kindling-%s, current: /w)""".formatted(System.getProperty("user.name")));
    }

    @Test
    void whatDoesntFitIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stage().setInputCol("text").fit(IDS))
                .withMessage("inputCol (text) is of type string and must be array<int>: token ids");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stage().fit(IDS.selectExpr("transform(ids, id -> id) as ids")))
                .withMessage("inputCol (ids) doesn't say what its ids mean: let a BpeTokenizerModel make it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stage().setHeads(5).fit(IDS))
                .withMessage("model: width (32) must be divisible by heads (5)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.transform(model.transform(IDS)))
                .withMessage("logLikelihoodCol (logLikelihood) must not be there yet: name another, or none");
        BpeTokenizerModel other = new BpeTokenizer()
                .setInputCol("text")
                .setOutputCol("ids")
                .setVocabularySize(290)
                .fit(TEXTS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.transform(other.transform(TEXTS)))
                .withMessage(
                        "inputCol (ids) has the ids of another tokenizer than this model (%s) was trained with: they"
                                + " would mean other words",
                        model.uid());
    }

    @Test
    void idsThatTheModelDoesntKnowAreRefused() {
        assertThatThrownBy(() -> model.transform(SPARK.sql("select array(1, 300) as ids"))
                        .collectAsList())
                .hasStackTraceContaining(
                        "inputCol has the id 300 where the model's are 0 to 299: it was made by another"
                                + " tokenizer");
    }

    /** Rows as text, so that they can be compared whatever their order. */
    private static List<String> sorted(Dataset<Row> rows) {
        return rows.collectAsList().stream().map(Row::toString).sorted().toList();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private void run(Class<?> program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "@" + Path.of("../conf/jvm.options").toAbsolutePath().normalize(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        File log = folder.resolve("fresh.log").toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        assertThat(process.waitFor()).as(() -> log(log)).isZero();
    }

    private static String log(File file) {
        try {
            return Files.readString(file.toPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
