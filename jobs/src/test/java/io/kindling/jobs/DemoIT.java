package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The whole line as a user runs it: in one process, and on a standalone cluster of separate ones. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoIT {

    @TempDir
    private static Path folder;

    private static Launcher launcher;
    private static Launcher cluster;
    private static String settings;
    private static JsonNode demo;

    @BeforeAll
    static void prepare() throws IOException, InterruptedException {
        String port = String.valueOf(20_000 + ProcessHandle.current().pid() % 10_000);
        launcher = new Launcher(folder).set("KINDLING_MASTER", "local[2]");
        cluster = new Launcher(folder)
                .set("KINDLING_MASTER", "spark://127.0.0.1:" + port)
                .set("KINDLING_CLUSTER_PORT", port);
        Path file = folder.resolve("small.yaml");
        Files.writeString(
                file,
                Files.readString(Launcher.conf("demo.yaml"))
                        .replaceAll("steps: \\d+", "steps: 40")
                        .replaceAll("warmupSteps: \\d+", "warmupSteps: 5")
                        .replaceAll("localSteps: \\d+", "localSteps: 10"));
        settings = file.toString();
        demo = launcher.kindling(
                        "demo",
                        "output=demo",
                        "stories=300",
                        "unseenStories=10",
                        "vocabularySize=400",
                        "training=" + settings)
                .result();
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        cluster.run("cluster.sh", "stop");
    }

    @Test
    @Order(1)
    void theDemoLearnsAndWrites() {
        assertThat(demo.get("trainLoss").asDouble()).isLessThan(Math.log(400));
        assertThat(demo.get("validationLoss").asDouble()).isPositive();
        assertThat(demo.get("bitsPerByte").asDouble()).isBetween(0.1, 8.0);
        assertThat(demo.get("samples"))
                .hasSize(3)
                .allSatisfy(sample -> assertThat(sample.asText()).isNotBlank());
    }

    @Test
    @Order(2)
    void aClusterOfSeparateProcessesGivesTheSameBits() throws IOException, InterruptedException {
        assertThat(cluster.run("cluster.sh", "start", "2").status()).isZero();
        JsonNode result = cluster.kindling("train", settings, "run=cluster", "shards=demo/shards")
                .result();
        assertThat(result.get("parametersSha256")).isEqualTo(demo.get("parametersSha256"));
        assertThat(result.get("validationLoss")).isEqualTo(demo.get("validationLoss"));
        assertThat(result.get("trainLoss").asDouble()).isLessThan(Math.log(400));
    }

    @Test
    @Order(3)
    void theSameSeedWritesTheSameText() throws IOException, InterruptedException {
        String[] arguments = {"generate", "model=demo/run", "prompt=Once", "tokens=20", "seed=5"};
        JsonNode once = launcher.kindling(arguments).result();
        JsonNode again = launcher.kindling(arguments).result();
        assertThat(once.get("text").asText())
                .startsWith("Once")
                .isEqualTo(again.get("text").asText());
    }
}
