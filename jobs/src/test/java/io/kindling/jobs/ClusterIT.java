package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.jobs.configuration.Configuration;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar through deploy/: the launcher, called from another folder, on a cluster of separate processes. */
class ClusterIT {
    @TempDir
    private Path folder;

    private int port;
    private Launcher launcher;

    @BeforeEach
    void start() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        launcher = new Launcher(folder)
                .set("KINDLING_CLUSTER_PORT", Integer.toString(port))
                .set("TMPDIR", folder.toString());
        assertThat(launcher.run("cluster.sh", "start", "2").status()).isZero();
    }

    @AfterEach
    void stop() throws Exception {
        launcher.run("cluster.sh", "stop");
        assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                .noneMatch(command -> command.contains("spark://127.0.0.1:" + port));
    }

    @Test
    void twoProcessesGiveTheParametersOfTwoThreads() throws Exception {
        String shards = folder.resolve("shards").toString();
        String tokenizer = folder.resolve("tokenizer.json").toString();
        TrainTokenizer.run(
                read(TrainTokenizer.Settings.class, "input=stories:60", "vocabularySize=300", "output=" + tokenizer),
                LocalSpark::session);
        Tokenize.run(
                read(Tokenize.Settings.class, "input=stories:60", "tokenizer=" + tokenizer, "output=" + shards),
                LocalSpark::session);
        List<String> training = List.of(
                "shards=" + shards,
                "model={contextLength: 32, width: 32, heads: 2, layers: 2}",
                "training.steps=20",
                "training.batch=4",
                "training.warmupSteps=5",
                "parallel={replicas: 2, localSteps: 10}");

        Train.Result threads = Train.run(
                read(TrainSettings.class, with(training, "run=" + folder.resolve("threads"))), LocalSpark::session);
        JsonNode processes = launcher.kindling(
                        with(training, "train", "run=processes", "master=spark://127.0.0.1:" + port))
                .result();

        assertThat(processes.get("parametersSha256").asText()).isEqualTo(threads.parametersSha256());
        assertThat(processes.get("validationLoss").asDouble()).isEqualTo(threads.validationLoss());
        assertThat(threads.validationLoss()).isLessThan(Math.log(300));
        assertThat(folder.resolve("processes")).isDirectory();
    }

    private static <C extends Record> C read(Class<C> type, String... values) {
        Configuration<C> configuration = Configuration.of(type);
        List.of(values).forEach(configuration::assign);
        return configuration.read();
    }

    private static String[] with(List<String> values, String... more) {
        return Stream.concat(Stream.of(more), values.stream()).toArray(String[]::new);
    }
}
