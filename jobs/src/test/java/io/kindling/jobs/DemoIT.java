package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole line in one command, as a user runs it. */
class DemoIT {

    @TempDir
    private static Path folder;

    private static Launcher launcher;
    private static JsonNode demo;

    @BeforeAll
    static void prepare() throws IOException, InterruptedException {
        launcher = new Launcher(folder).set("KINDLING_MASTER", "local[2]");
        Path file = folder.resolve("small.yaml");
        Files.writeString(
                file,
                Files.readString(Launcher.conf("demo.yaml"))
                        .replaceAll("steps: \\d+", "steps: 40")
                        .replaceAll("warmupSteps: \\d+", "warmupSteps: 5")
                        .replaceAll("localSteps: \\d+", "localSteps: 10"));
        demo = launcher.kindling(
                        "demo",
                        "output=demo",
                        "stories=300",
                        "unseenStories=10",
                        "vocabularySize=400",
                        "training=" + file)
                .result();
    }

    @Test
    void theDemoLearnsAndWrites() {
        assertThat(demo.get("trainLoss").asDouble()).isLessThan(Math.log(400));
        assertThat(demo.get("validationLoss").asDouble()).isPositive();
        assertThat(demo.get("bitsPerByte").asDouble()).isBetween(0.1, 8.0);
        assertThat(demo.get("samples"))
                .hasSize(3)
                .allSatisfy(sample -> assertThat(sample.asText()).isNotBlank());
    }

    @Test
    void whatItMadeCanBeLookedAt() {
        assertThat(folder.resolve(demo.get("page").asText())).isNotEmptyFile();
        assertThat(folder.resolve("demo/run/report.html")).isNotEmptyFile();
    }

    @Test
    void theSameSeedWritesTheSameText() throws IOException, InterruptedException {
        String[] arguments = {"generate", "model=demo/run", "prompt=Once", "tokens=20", "seed=5"};
        JsonNode once = launcher.kindling(arguments).result();
        JsonNode again = launcher.kindling(arguments).result();
        assertThat(once.get("text").asText())
                .startsWith("Once")
                .isEqualTo(again.get("text").asText());
    }
}
