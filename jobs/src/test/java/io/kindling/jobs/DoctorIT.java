package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kindling.jobs.configuration.Configuration;
import io.kindling.kernels.BlasKernel;
import io.kindling.kernels.VectorApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The doctor on a real cluster, whose parts know each other by a secret and encrypt what they say: healthy, with faults
 * planted, and with a worker that differs from the other.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DoctorIT {
    private static final String SECRET = "a secret of this test";

    @TempDir
    private static Path folder;

    private static Cluster cluster;
    private static Launcher launcher;

    @BeforeAll
    static void start() throws Exception {
        Path secure = Files.createDirectory(folder.resolve("secure"));
        Files.write(
                secure.resolve("spark-defaults.conf"),
                List.of(
                        "spark.authenticate true",
                        "spark.authenticate.secret " + SECRET,
                        "spark.network.crypto.enabled true",
                        "spark.io.encryption.enabled true"));
        launcher = new Launcher(folder).set("SPARK_CONF_DIR", secure.toString()).set("TMPDIR", folder.toString());
        cluster = Cluster.start(launcher, 1);
        launcher.set("KINDLING_MASTER", cluster.master());
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    private static JsonNode findings(Launcher.Outcome outcome) throws IOException {
        List<String> lines = outcome.out().lines().toList();
        assertThat(lines).as(outcome.err()).isNotEmpty();
        return new JsonMapper().readTree(lines.get(lines.size() - 1)).path("findings");
    }

    private static List<String> remedies(JsonNode findings, String subject) {
        return StreamSupport.stream(findings.spliterator(), false)
                .filter(finding -> finding.path("subject").asText().equals(subject))
                .filter(finding -> !finding.path("remedy").isNull())
                .map(finding -> finding.path("where").asText() + ": "
                        + finding.path("found").asText() + ": "
                        + finding.path("remedy").asText())
                .toList();
    }

    @Test
    @Order(1)
    void aHealthyCluster() throws Exception {
        Launcher.Outcome outcome = launcher.kindling("doctor", "spark.executor.memory=512m", "run=run");
        JsonNode findings = findings(outcome);
        assertThat(findings.findValuesAsText("subject")).contains("run folder", "clock", "bits", "BLAS speed");
        assertThat(findings)
                .allSatisfy(finding -> {
                    if (!DoctorTest.OF_THE_MACHINE.contains(
                            finding.path("subject").asText())) {
                        assertThat(finding.path("remedy").isNull())
                                .as("%s", finding)
                                .isTrue();
                    }
                })
                .anySatisfy(finding ->
                        assertThat(finding.path("where").asText()).isEqualTo("driver, executor 0 on 127.0.0.1"));
        assertThat(outcome.out() + outcome.err()).doesNotContain(SECRET);
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    @Order(2)
    void plantedFaultsAreNamedEachWithItsRemedy() throws Exception {
        Files.writeString(folder.resolve("file"), "");
        Launcher.Outcome outcome = launcher.kindling(
                "doctor",
                "model=" + Launcher.conf("gpt2-124m.yaml"),
                "run=file/run",
                "spark.executor.memory=512m",
                "spark.executorEnv.ONEDNN_MAX_CPU_ISA=AVX2",
                "spark.executorEnv.OPENBLAS_CORETYPE=Haswell",
                "spark.executor.extraJavaOptions=-Dplain=true");
        assertThat(outcome.status()).isEqualTo(1);
        JsonNode findings = findings(outcome);
        String where = "executor 0 on 127.0.0.1: ";
        assertThat(remedies(findings, "BLAS kernel"))
                .filteredOn(line -> line.startsWith(where)) // the driver's is this machine's
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("OpenBLAS HASWELL, by ONEDNN_MAX_CPU_ISA=AVX2 and OPENBLAS_CORETYPE=Haswell: unset"
                                + " ONEDNN_MAX_CPU_ISA and OPENBLAS_CORETYPE in the workers' environment"));
        assertThat(remedies(findings, "JVM flags"))
                .singleElement()
                .satisfies(line ->
                        assertThat(line).startsWith(where).contains(" of conf/jvm.options are missing: -XX:+UseG1GC"));
        assertThat(remedies(findings, "heap"))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith(where)
                        .contains("replicas at work need ")
                        .contains(": spark.executor.memory="));
        assertThat(remedies(findings, "run folder"))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("driver: file:")
                        .contains("/file can't be written: ")
                        .endsWith(" on a file system that all machines share"));
        assertThat(outcome.err()).contains("CHANGE  executor 0 on 127.0.0.1", "CHANGE  driver");
    }

    /** Spark gives the module to its executors by itself, so the JVM that lacks it here is a driver; a variable lacks, too. */
    @Test
    void aMissingVectorApiAndAMissingVariableAreNamed() throws Exception {
        Path target = Path.of("target").toAbsolutePath();
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
        Files.readAllLines(Launcher.conf("jvm.options")).stream()
                .filter(line -> line.startsWith("--add-opens"))
                .forEach(command::add);
        String classPath = target.resolve("kindling.jar") + ":" + Files.readString(target.resolve("spark.classpath"));
        command.addAll(List.of(
                "-Dspark.master=local[1]", "-cp", classPath.strip(), Kindling.class.getName(), "doctor", "run=run"));
        Path out = folder.resolve("scalar.out");
        Path err = folder.resolve("scalar.err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("OMP_NUM_THREADS");
        assertThat(builder.start().waitFor()).isEqualTo(1);
        JsonNode findings = findings(new Launcher.Outcome(1, Files.readString(out), ""));
        assertThat(remedies(findings, "Vector API"))
                .containsExactly("driver: missing: start the JVM with " + VectorApi.flags()
                        + ": deploy/kindling does, and spark-submit by"
                        + " --driver-java-options; without it steps take longer and come to other bits");
        assertThat(remedies(findings, "OpenMP"))
                .containsExactly("driver: its threads may spin while they wait: set OMP_NUM_THREADS=1");
        if (BlasKernel.name().startsWith("oneDNN")) {
            assertThat(Files.readString(err))
                    .contains(
                            "OMP_NUM_THREADS is not set, so oneDNN would start threads of its own: OpenBLAS multiplies");
        }
    }

    /** From here on there is a second worker, in whose environment variables were left. */
    @Test
    @Order(3)
    void trainingOnExecutorsThatWouldComputeOtherBitsIsRefused() throws Exception {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "its kernels are x86's");
        launcher.set("ONEDNN_MAX_CPU_ISA", "AVX2");
        launcher.set("OPENBLAS_CORETYPE", "Prescott");
        assertThat(launcher.run("cluster.sh", "add").status()).isZero();
        launcher.unset("ONEDNN_MAX_CPU_ISA");
        launcher.unset("OPENBLAS_CORETYPE");
        String tokenizer = folder.resolve("tokenizer.json").toString();
        TrainTokenizer.run(
                read(TrainTokenizer.Settings.class, "input=stories:60", "vocabularySize=300", "output=" + tokenizer),
                LocalSpark::context);
        Tokenize.run(
                read(
                        Tokenize.Settings.class,
                        "input=stories:60",
                        "tokenizer=" + tokenizer,
                        "output=" + folder.resolve("shards")),
                LocalSpark::context);
        Launcher.Outcome outcome = launcher.kindling(
                "train",
                "shards=shards",
                "run=refused",
                "model={contextLength: 32, width: 32, heads: 2, layers: 2}",
                "training={steps: 20, batch: 4, warmupSteps: 5}",
                "parallel.replicas=2",
                "spark.executor.memory=512m");
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("kindling: executor ")
                .contains(
                        "the BLAS kernel ",
                        "PRESCOTT",
                        ": it would compute other bits; give all executors the same Java");
        assertThat(folder.resolve("refused")).doesNotExist();
    }

    @Test
    void secretsOnTheCommandLineAreRefused() throws Exception {
        Launcher.Outcome outcome = launcher.kindling("doctor", "spark.authenticate.secret=x");
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err())
                .isEqualTo(
                        "kindling: spark.authenticate.secret on the command line can be read by everyone on this machine:"
                                + " write it into spark-defaults.conf in a folder that only you can read, and name that folder by"
                                + " SPARK_CONF_DIR\n");
    }

    private static <C extends Record> C read(Class<C> type, String... values) {
        Configuration<C> configuration = Configuration.of(type);
        List.of(values).forEach(configuration::assign);
        return configuration.read();
    }
}
