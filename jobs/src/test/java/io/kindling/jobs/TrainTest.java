package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kindling.checkpoint.BadModelException;
import io.kindling.jobs.configuration.Configuration;
import io.kindling.jobs.scoring.Perplexity;
import io.kindling.tokenizer.BadDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.status.AppStatusStore;
import org.apache.spark.status.api.v1.StageData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** Training, perplexity and generation on a few stories. */
class TrainTest {
    private static final JavaSparkContext SPARK = LocalSpark.context();
    private static final String[] SMALL = {
        "model.contextLength=32",
        "model.width=32",
        "model.heads=2",
        "model.layers=2",
        "model.dropout=0.1",
        "training.steps=25",
        "training.batch=4",
        "training.warmupSteps=3",
        "training.learningRate=3e-3",
        "parallel.replicas=2",
        "parallel.localSteps=10",
        "validation.everyRounds=2",
        "checkpointEveryRounds=1",
    };

    @TempDir
    private static Path folder;

    private static Train.Result trained;

    @BeforeAll
    static void train() throws IOException {
        TrainTokenizer.run(
                read(
                        TrainTokenizer.Settings.class,
                        "input=stories:60",
                        "vocabularySize=300",
                        "output=" + file("t.json")),
                () -> SPARK);
        Tokenize.run(
                read(
                        Tokenize.Settings.class,
                        "input=stories:60",
                        "tokenizer=" + file("t.json"),
                        "output=" + file("shards")),
                () -> SPARK);
        trained = train("run");
    }

    private static Train.Result train(String run, String... values) throws IOException {
        String[] all = Stream.of(
                        Stream.of(SMALL), Stream.of("run=" + file(run), "shards=" + file("shards")), Stream.of(values))
                .flatMap(each -> each)
                .toArray(String[]::new);
        return Train.train(read(TrainSettings.class, all), () -> SPARK);
    }

    private static <C extends Record> C read(Class<C> type, String... values) {
        Configuration<C> configuration = Configuration.of(type);
        List.of(values).forEach(configuration::assign);
        return configuration.read();
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void theLossFallsAndTheRunFolderHoldsWhatItTook() throws IOException {
        assertThat(trained.steps()).isEqualTo(25);
        assertThat(trained.tokens()).isEqualTo(25 * 2 * 4 * 32);
        assertThat(trained.validationLoss()).isLessThan(Math.log(300));
        assertThat(Files.readAllLines(folder.resolve("run/metrics.jsonl"))).hasSize(3);
        TrainSettings again = Configuration.of(TrainSettings.class)
                .file(folder.resolve("run/config.yaml"))
                .read();
        assertThat(again.run()).isEqualTo(file("run"));
        try (Stream<Path> kept = Files.list(folder.resolve("run/checkpoints"))) {
            assertThat(kept.map(Path::getFileName).map(Path::toString).sorted())
                    .containsExactly("step-000000020", "step-000000025");
        }
    }

    /** What someone reads who opens Spark's page while it trains. */
    @Test
    void sparksPageTellsRoundsAndWhatTheyDo() throws IOException {
        train("named");
        AppStatusStore store = SPARK.sc().statusStore();
        assertThat(CollectionConverters.asJava(store.jobsList(null)))
                .filteredOn(job -> job.jobGroup().contains(file("named")))
                .extracting(job -> job.description().get())
                .contains(
                        "round 1 of 3 · local steps",
                        "round 2 of 3 · validation",
                        "round 3 of 3 · local steps",
                        "round 3 of 3 · checkpoint");
        assertThat(CollectionConverters.asJava(
                        store.stageList(null, false, false, new double[0], Collections.emptyList())))
                .extracting(StageData::name)
                .contains("local steps", "mean and outer step");
    }

    @Test
    void threadsCheckpointsAndPartitionsLeaveNoTraceInTheResult() throws IOException {
        Train.Result other = train("other", "parallel.threads=3", "checkpointEveryRounds=50");
        assertThat(other.parametersSha256()).isEqualTo(trained.parametersSha256());
        assertThat(other.validationLoss()).isEqualTo(trained.validationLoss());
        assertThat(train("seed2", "seed=2").parametersSha256()).isNotEqualTo(trained.parametersSha256());
    }

    /** With one replica, the mean of its gradients is its gradient, and the mean of its parameters its parameters. */
    @Test
    void everyKindOfExchangeIsPlainTrainingWithOneReplica() throws IOException {
        Train.Result plain = train("plain", "parallel.replicas=1", "parallel.localSteps=25");
        Train.Result rounds = train("rounds", "parallel.replicas=1");
        Train.Result steps = train("steps", "parallel.replicas=1", "parallel.kind=everyStep");
        assertThat(rounds.parametersSha256()).isEqualTo(plain.parametersSha256());
        assertThat(steps.parametersSha256()).isEqualTo(plain.parametersSha256());
    }

    /** Float32 adds in another order where a batch is larger, so this isn't bit for bit. */
    @Test
    void everyStepOfTwoReplicasIsOneOfTwiceTheBatch() throws IOException {
        Train.Result two = train("two", "parallel.kind=everyStep", "model.dropout=0");
        Train.Result one = train("one", "parallel.replicas=1", "training.batch=8", "model.dropout=0");
        assertThat(two.validationLoss()).isCloseTo(one.validationLoss(), offset(1e-3));
        assertThat(two.trainLoss()).isCloseTo(one.trainLoss(), offset(1e-3));
    }

    /**
     * Nine and a half million parameters are three slices, and two tasks share them: what doesn't move, by a learning rate
     * that is 0 in float32, must come back in its place, and what does move must be as good as with one replica.
     */
    @Test
    void slicesComeBackInTheirPlacesFromSeveralTasks() throws IOException {
        Train.Result still = trainLarge("still", "training.learningRate=1e-50", "parallel.localSteps=1");
        Train.Result alone = trainLarge("alone", "training.learningRate=1e-50", "parallel.replicas=1");
        assertThat(still.parametersSha256()).isEqualTo(alone.parametersSha256());
        Train.Result two = trainLarge("large-two", "parallel.kind=everyStep");
        Train.Result one = trainLarge("large-one", "parallel.replicas=1", "training.batch=4");
        assertThat(two.validationLoss()).isCloseTo(one.validationLoss(), offset(1e-3));
    }

    private static Train.Result trainLarge(String run, String... values) throws IOException {
        String[] large = {
            "model.width=512",
            "model.layers=3",
            "model.dropout=0",
            "training.steps=6",
            "training.batch=2",
            "training.minimumLearningRate=0",
        };
        return train(run, Stream.of(large, values).flatMap(Stream::of).toArray(String[]::new));
    }

    @Test
    void narrowerWiresMoveFewerBytesAndLearnTheSame() throws IOException {
        train("diloco", "parallel.kind=diloco");
        for (String wire : List.of("bfloat16", "int8")) {
            Train.Result narrow = train(wire, "parallel.kind=diloco", "parallel.wire=" + wire);
            assertThat(last(wire).get("validationLoss").asDouble())
                    .isCloseTo(last("diloco").get("validationLoss").asDouble(), offset(2e-3));
            assertThat(narrow.parametersSha256()).isNotEqualTo(trained.parametersSha256());
        }
        double bytes = last("diloco").get("bytesPerReplica").asDouble();
        assertThat(bytes / last("bfloat16").get("bytesPerReplica").asDouble()).isEqualTo(2);
        assertThat(bytes / last("int8").get("bytesPerReplica").asDouble()).isBetween(3.9, 4.0);
    }

    private static JsonNode last(String run) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl"));
        return new JsonMapper().readTree(lines.get(lines.size() - 1));
    }

    @Test
    void aReplicaThatDivergesEndsTheRunByNameAndStep() {
        assertThatIllegalStateException()
                .isThrownBy(() -> train("nan", "training.learningRate=1e30", "training.spikeDeviations=0"))
                .withMessageStartingWith("replica 0, step 1: loss NaN and gradient norm NaN must be finite; ")
                .withMessageEndingWith("; lower training.learningRate, clip lower, or let parallel.divergence=leaveOut"
                        + " go on without it");
        assertThat(folder.resolve("nan")).doesNotExist();
        assertThatIllegalStateException()
                .isThrownBy(() -> train("all", "training.learningRate=1e30", "parallel.divergence=leaveOut"))
                .withMessageContaining(": no replica is left; ");
    }

    @Test
    void theForecastOfClustersThatAreNotThereTrainsNothing() throws IOException {
        String[] all = Stream.concat(
                        Stream.of(SMALL),
                        Stream.of(
                                "run=" + file("forecast"),
                                "shards=" + file("shards"),
                                "bandwidth=1Gb/s",
                                "simulateExecutors=[64, 1000]"))
                .toArray(String[]::new);
        Forecast forecast = (Forecast) Train.run(read(TrainSettings.class, all), () -> SPARK);
        assertThat(forecast.rounds()).extracting(RoundCost::executors).containsExactly(64, 1000);
        assertThat(forecast.rounds()).allSatisfy(cost -> {
            assertThat(cost.exchangeSeconds()).isPositive();
            assertThat(cost.share()).isBetween(0.0, 1.0);
        });
        assertThat(folder.resolve("forecast")).doesNotExist();
    }

    @Test
    void perplexityCountsTokensWordsAndBytes() throws IOException {
        Evaluate.Settings settings = read(Evaluate.Settings.class, "model=" + file("run"), "input=stories:5:9");
        Perplexity perplexity = Evaluate.run(settings, () -> SPARK);
        assertThat(perplexity.documents()).isEqualTo(5);
        double nats = Math.log(perplexity.tokenPerplexity()) * perplexity.tokens();
        assertThat(Math.log(perplexity.wordPerplexity()) * perplexity.words()).isCloseTo(nats, offset(1e-6 * nats));
        assertThat(Math.log(perplexity.bytePerplexity()) * perplexity.bytes()).isCloseTo(nats, offset(1e-6 * nats));
        assertThat(perplexity.bitsPerByte()).isCloseTo(nats / perplexity.bytes() / Math.log(2), offset(1e-6));
        assertThat(perplexity.bitsPerByteInterval().from()).isLessThanOrEqualTo(perplexity.bitsPerByte());
        assertThat(perplexity.bitsPerByteInterval().to()).isGreaterThanOrEqualTo(perplexity.bitsPerByte());
        assertThat(Evaluate.run(settings, () -> SPARK)).isEqualTo(perplexity);
    }

    @Test
    void generationContinuesThePrompt() throws IOException {
        Generate.Settings settings =
                read(Generate.Settings.class, "model=" + file("run"), "prompt=Once upon", "tokens=40");
        Generate.Result result = (Generate.Result) Generate.run(settings, () -> SPARK);
        assertThat(result.text()).startsWith("Once upon");
        assertThat(result.tokens()).isBetween(1, 40);
    }

    @Test
    void aRunThatExistsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> train("run"))
                .withMessage(
                        "run (%s) exists already; go on with it by resume=true, choose another folder, or delete this one"
                                + " first",
                        file("run"));
    }

    @Test
    void aRunThatCannotBeWrittenIsRefused() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> train("file/run"))
                .withMessageStartingWith("run (%s) can't be created: ", file("file/run"))
                .withMessageEndingWith("; choose a folder that can be written");
    }

    @Test
    void aContextLongerThanTheTextIsRefusedBeforeTheRunBegins() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> train("long", "model.contextLength=30000"))
                .withMessageStartingWith("contextLength (30000) + 1 exceeds the train part's ");
        assertThat(folder.resolve("long")).doesNotExist();
    }

    @Test
    void modelsThatCannotBeAreRefusedByTheirConfiguration() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> train("heads", "model.heads=5"))
                .withMessage("model: width (32) must be divisible by heads (5)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> train("warm", "training.warmupSteps=25"))
                .withMessage("training: steps (25) must be more than warmupSteps (25)");
    }

    @Test
    void aTokenizerThatDoesNotMatchTheShardsIsRefused() throws IOException {
        copy("shards", "mixed");
        Files.writeString(folder.resolve("mixed/tokenizer.json"), Files.readString(folder.resolve("t.json")) + " ");
        assertThatThrownBy(() -> train("mixed-run", "shards=" + file("mixed")))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("tokenizer.json: its SHA-256 is ");
        assertThat(folder.resolve("mixed-run")).doesNotExist();
    }

    @Test
    void aTruncatedModelIsRefused() throws IOException {
        copy("run/checkpoints/step-000000025", "torn");
        Path file = folder.resolve("torn/model.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 100));
        assertThatThrownBy(() -> ModelFolder.read(SPARK.hadoopConfiguration(), file("torn")))
                .isInstanceOf(BadModelException.class)
                .hasMessageContaining("it was cut off or appended to");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelFolder.read(SPARK.hadoopConfiguration(), file("none")))
                .withMessageStartingWith("model (%s) does not exist; ", file("none"));
    }

    private static void copy(String from, String to) throws IOException {
        Files.createDirectory(folder.resolve(to));
        try (Stream<Path> files = Files.list(folder.resolve(from))) {
            for (Path each : files.toList()) {
                Files.copy(each, folder.resolve(to).resolve(each.getFileName()));
            }
        }
        Files.deleteIfExists(folder.resolve(to).resolve(".tokenizer.json.crc"));
    }
}
