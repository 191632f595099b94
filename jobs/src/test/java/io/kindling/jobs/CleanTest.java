package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.clean.Action;
import io.kindling.clean.C4;
import io.kindling.clean.FineWeb;
import io.kindling.clean.GopherQuality;
import io.kindling.clean.GopherRepetition;
import io.kindling.clean.NearDuplicates;
import io.kindling.clean.Normalisation;
import io.kindling.jobs.configuration.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanTest {
    @TempDir
    private Path folder;

    @Test
    void defaultsAreWhatWasPublished() {
        Clean.Settings settings = settings("input=corpus", "output=cleaned");
        assertThat(settings.normalisation()).isEqualTo(Normalisation.standard(Action.DROP));
        assertThat(settings.gopherRepetition()).isEqualTo(GopherRepetition.published(Action.DROP));
        assertThat(settings.gopherQuality()).isEqualTo(GopherQuality.published(Action.DROP));
        assertThat(settings.c4()).isEqualTo(C4.published(Action.DROP));
        assertThat(settings.fineWeb()).isEqualTo(FineWeb.published(Action.DROP));
        assertThat(settings.nearDuplicates()).isEqualTo(NearDuplicates.standard(Action.DROP));
    }

    @Test
    void theFileOfConfWritesOutEveryDefault() throws IOException {
        Path file = Path.of("..", "conf", "clean.yaml");
        Clean.Settings written =
                Configuration.of(Clean.Settings.class).file(file).read();
        assertThat(written).isEqualTo(settings("input=corpus", "output=cleaned"));
        String text = Files.readString(file);
        assertThat(Configuration.yaml(written).lines().map(line -> line.replaceAll(":.*", ":")))
                .filteredOn(line -> line.endsWith(":"))
                .allSatisfy(key -> assertThat(text).contains("\n" + key));
    }

    @Test
    void storiesAreCleanedAndCanBeTokenized() throws IOException {
        Clean.Result result = Clean.run(
                settings("input=stories:300", "output=" + folder.resolve("cleaned"), "c4.action=skip"),
                LocalSpark::context);
        assertThat(result.documents()).isEqualTo(300);
        assertThat(result.keptDocuments()).isBetween(100L, 300L);
        TrainTokenizer.Result tokenizer = TrainTokenizer.run(
                read(
                        TrainTokenizer.Settings.class,
                        "input=" + folder.resolve("cleaned/kept"),
                        "vocabularySize=300",
                        "output=" + folder.resolve("t.json")),
                LocalSpark::context);
        assertThat(tokenizer.documents()).isEqualTo(result.keptDocuments());
        assertThat(tokenizer.bytes()).isEqualTo(result.keptBytes());
    }

    private static Clean.Settings settings(String... values) {
        return read(Clean.Settings.class, values);
    }

    private static <C extends Record> C read(Class<C> type, String... values) {
        Configuration<C> configuration = Configuration.of(type);
        List.of(values).forEach(configuration::assign);
        return configuration.read();
    }
}
