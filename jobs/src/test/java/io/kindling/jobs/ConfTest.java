package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.jobs.configuration.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfTest {
    static List<Path> files() throws java.io.IOException {
        try (Stream<Path> files = Files.list(Path.of("../conf"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileOfConfIsATrainingRun(Path file) {
        TrainSettings settings =
                Configuration.of(TrainSettings.class).file(file).read();
        assertThat(settings.plan(100, 1).rounds()).isPositive();
    }
}
