package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.jobs.configuration.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainTokenizerTest {
    private static final JavaSparkContext SPARK = LocalSpark.context();

    @TempDir
    private Path folder;

    @Test
    void keptCountsGiveTheSameTokenizerWithoutTheCorpus() throws IOException {
        TrainTokenizer.Result counted = train(
                "input=stories:100", "vocabularySize=400", "counts=" + folder + "/counts", "output=" + folder + "/a");
        TrainTokenizer.Result again =
                train("vocabularySize=400", "counts=" + folder + "/counts", "output=" + folder + "/b");
        assertThat(Files.readString(folder.resolve("b"))).isEqualTo(Files.readString(folder.resolve("a")));
        assertThat(again.documents()).isEqualTo(counted.documents()).isEqualTo(100);
        assertThat(again.words()).isEqualTo(counted.words()).isPositive();
        assertThat(again.droppedWords()).isZero();
    }

    @Test
    void oneOfInputAndCountsIsNeeded() {
        assertThatThrownBy(() -> read("vocabularySize=400", "output=" + folder + "/a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("input is missing");
    }

    private static TrainTokenizer.Result train(String... values) throws IOException {
        return TrainTokenizer.run(read(values), () -> SPARK);
    }

    private static TrainTokenizer.Settings read(String... values) {
        Configuration<TrainTokenizer.Settings> configuration = Configuration.of(TrainTokenizer.Settings.class);
        for (String value : values) {
            configuration.assign(value);
        }
        return configuration.read();
    }
}
