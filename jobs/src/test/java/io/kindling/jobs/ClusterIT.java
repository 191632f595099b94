package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kindling.jobs.configuration.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged jar through deploy/: the launcher, called from another folder, on a cluster of separate processes. One
 * configuration gives one result on every shape of cluster, whoever is killed in between.
 */
class ClusterIT {
    private static final int WORKERS = 4;
    private static final List<String> TRAINING = List.of(
            "shards=shards",
            "model={contextLength: 32, width: 32, heads: 2, layers: 2, dropout: 0.1}",
            "training={steps: 500, batch: 4, warmupSteps: 5}",
            "parallel={kind: diloco, replicas: 3, localSteps: 50, wire: int8}",
            "validation.everyRounds=5",
            "checkpointEveryRounds=3");

    @TempDir
    private static Path folder;

    private static Cluster cluster;
    private static Launcher launcher;
    private static Train.Result expected;

    @BeforeAll
    static void start() throws Exception {
        launcher = new Launcher(folder).set("TMPDIR", folder.toString());
        cluster = Cluster.start(launcher, WORKERS);
        String shards = folder.resolve("shards").toString();
        String tokenizer = folder.resolve("tokenizer.json").toString();
        TrainTokenizer.run(
                read(TrainTokenizer.Settings.class, "input=stories:60", "vocabularySize=300", "output=" + tokenizer),
                LocalSpark::context);
        Tokenize.run(
                read(Tokenize.Settings.class, "input=stories:60", "tokenizer=" + tokenizer, "output=" + shards),
                LocalSpark::context);
        expected = trainHere("expected");
        assertThat(expected.validationLoss()).isLessThan(Math.log(300));
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @Test
    void oneCore() throws Exception {
        requireExpected(
                "one-core",
                launcher.kindling(train("one-core", "master=local[1]")).result());
    }

    @Test
    void oneExecutor() throws Exception {
        requireExpected(
                "one",
                launcher.kindling(train("one", onCluster(), "spark.cores.max=1"))
                        .result());
    }

    @Test
    void twoExecutorsOfTwoThreadsATask() throws Exception {
        String[] arguments = train("two", onCluster(), "spark.cores.max=2", "parallel.threads=2");
        requireExpected("two", launcher.kindling(arguments).result());
    }

    /** A task that is slower than any other is started a second time, and one of the two is killed. */
    @Test
    void fourExecutorsThatSpeculate() throws Exception {
        String[] arguments = train(
                "four",
                onCluster(),
                "spark.speculation=true",
                "spark.speculation.interval=10ms",
                "spark.speculation.quantile=0.1",
                "spark.speculation.multiplier=1.01",
                "spark.speculation.minTaskRuntime=1ms");
        requireExpected("four", launcher.kindling(arguments).result());
    }

    @Test
    void anExecutorKilledInTheMiddleOfARound() throws Exception {
        Launcher.Running run = launcher.start("kindling", train("killed", onCluster(), "spark.cores.max=2"));
        run.await("round    4/10");
        ProcessHandle executor = executors().findFirst().orElseThrow();
        assertThat(executor.destroyForcibly()).isTrue();
        Launcher.Outcome outcome = run.end();
        requireExpected("killed", outcome.result());
        assertThat(outcome.err()).contains("Lost executor");
    }

    /**
     * Spark asks for executors while tasks wait, and dismisses those that have none, with all that they hold. It does so at
     * once, so that executors come and go however fast the machine is; as each begins cold, two rounds are enough.
     */
    @Test
    void executorsThatJoinAndLeave() throws Exception {
        Path events = Files.createDirectory(folder.resolve("events"));
        String steps = "training.steps=100";
        Train.Result undisturbed = trainHere("undisturbed", steps);
        String[] arguments = train(
                "elastic",
                onCluster(),
                steps,
                "spark.executor.cores=1",
                "spark.dynamicAllocation.enabled=true",
                "spark.dynamicAllocation.initialExecutors=1",
                "spark.dynamicAllocation.maxExecutors=4",
                "spark.dynamicAllocation.shuffleTracking.timeout=0s",
                "spark.dynamicAllocation.executorIdleTimeout=0s",
                "spark.dynamicAllocation.cachedExecutorIdleTimeout=0s",
                "spark.eventLog.enabled=true",
                "spark.eventLog.compress=false",
                "spark.eventLog.rolling.enabled=false",
                "spark.eventLog.dir=" + events.toUri());
        requireSame(undisturbed, launcher.kindling(arguments).result());
        assertThat(samples("elastic")).hasSize(2).isEqualTo(samples("undisturbed"));
        try (Stream<Path> logs = Files.list(events)) {
            String log = Files.readString(logs.findFirst().orElseThrow());
            assertThat(log).containsSubsequence("ExecutorAdded", "ExecutorAdded", "ExecutorRemoved", "ExecutorAdded");
        }
    }

    @Test
    void aDriverKilledTwiceAndResumed() throws Exception {
        for (String killedAfter : List.of("round    3/10", "round    7/10")) {
            String[] arguments = train("resumed", "master=local[2]", "resume=true");
            Launcher.Running run = launcher.start("kindling", arguments);
            run.await(killedAfter);
            run.process().destroyForcibly().waitFor();
        }
        Launcher.Outcome outcome = launcher.kindling(train("resumed", "master=local[2]", "resume=true"));
        requireExpected("resumed", outcome.result());
        assertThat(outcome.err()).contains("goes on after step 300 of 500");
    }

    /** By SIGTERM, as schedulers do. */
    @Test
    void aDriverThatIsToldToStopSaysHowToGoOn() throws Exception {
        Launcher.Running run = launcher.start("kindling", train("stopped", "master=local[2]"));
        run.await("round    3/10");
        run.process().destroy();
        Launcher.Outcome outcome = run.end();
        assertThat(outcome.status()).isEqualTo(128 + 15);
        assertThat(outcome.err()).contains("kindling: told to stop: ").doesNotContain("SparkContext was shut down");
    }

    private static Train.Result trainHere(String run, String... more) throws IOException {
        List<String> all = new ArrayList<>(TRAINING);
        all.addAll(List.of("run=" + folder.resolve(run), "shards=" + folder.resolve("shards")));
        return Train.train(read(TrainSettings.class, with(all, more)), LocalSpark::context);
    }

    private static String onCluster() {
        return "master=" + cluster.master();
    }

    private static String[] train(String run, String... more) {
        List<String> all = new ArrayList<>(List.of("train"));
        all.addAll(TRAINING);
        all.addAll(List.of("run=" + run, "spark.executor.memory=512m"));
        return with(all, more);
    }

    /** The executors of this cluster: children of its workers. */
    private static Stream<ProcessHandle> executors() throws IOException {
        try (Stream<Path> files = Files.find(
                folder, 2, (file, attributes) -> file.getFileName().toString().matches("worker-\\d+\\.pid"))) {
            List<Path> workers = files.toList();
            List<ProcessHandle> executors = new ArrayList<>();
            for (Path worker : workers) {
                long process = Long.parseLong(Files.readString(worker).strip());
                ProcessHandle.of(process).stream()
                        .flatMap(ProcessHandle::descendants)
                        .forEach(executors::add);
            }
            return executors.stream();
        }
    }

    /** The same parameters, the same loss, and the same samples in the same order, round by round. */
    private static void requireExpected(String run, JsonNode result) throws IOException {
        requireSame(expected, result);
        assertThat(samples(run)).hasSize(10).isEqualTo(samples("expected"));
    }

    private static void requireSame(Train.Result undisturbed, JsonNode result) {
        assertThat(result.get("parametersSha256").asText()).isEqualTo(undisturbed.parametersSha256());
        assertThat(result.get("validationLoss").asDouble()).isEqualTo(undisturbed.validationLoss());
    }

    private static List<String> samples(String run) throws IOException {
        List<String> samples = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl"))) {
            samples.add(new JsonMapper().readTree(line).get("samples").asText());
        }
        return samples;
    }

    private static <C extends Record> C read(Class<C> type, String... values) {
        Configuration<C> configuration = Configuration.of(type);
        List.of(values).forEach(configuration::assign);
        return configuration.read();
    }

    private static String[] with(List<String> values, String... more) {
        return Stream.concat(values.stream(), Stream.of(more)).toArray(String[]::new);
    }
}
