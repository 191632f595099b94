package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kindling.jobs.configuration.Configuration;
import io.kindling.jobs.page.Browser;
import io.kindling.jobs.report.EventFile;
import io.kindling.jobs.report.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** What a run leaves to be looked at, and the page of several. */
class ReportTest {
    @TempDir
    private static Path folder;

    @BeforeAll
    static void train() throws IOException {
        TrainTokenizer.run(
                read(
                        TrainTokenizer.Settings.class,
                        "input=stories:60",
                        "vocabularySize=300",
                        "output=" + folder.resolve("t.json")),
                LocalSpark::context);
        Tokenize.run(
                read(
                        Tokenize.Settings.class,
                        "input=stories:60",
                        "tokenizer=" + folder.resolve("t.json"),
                        "output=" + folder.resolve("shards")),
                LocalSpark::context);
        train("averaging", "training.steps=40");
        train("everyStep", "training.steps=40", "parallel.kind=everyStep");
    }

    private static void train(String run, String... values) throws IOException {
        String[] small = {
            "model.contextLength=32",
            "model.width=32",
            "model.heads=2",
            "model.layers=2",
            "training.batch=4",
            "training.warmupSteps=3",
            "training.learningRate=3e-3",
            "parallel.replicas=2",
            "parallel.localSteps=5",
            "validation.everyRounds=2",
            "shards=" + folder.resolve("shards"),
            "run=" + folder.resolve(run)
        };
        String[] all = Stream.of(small, values).flatMap(Stream::of).toArray(String[]::new);
        Train.train(read(TrainSettings.class, all), LocalSpark::context);
    }

    private static <C extends Record> C read(Class<C> type, String... values) {
        Configuration<C> configuration = Configuration.of(type);
        List.of(values).forEach(configuration::assign);
        return configuration.read();
    }

    private static List<Metrics> metrics(String run) throws IOException {
        Path file = folder.resolve(run).resolve(Metrics.FILE);
        return Metrics.parse(Files.readString(file), file.toString());
    }

    @Test
    void aRunsFolderTellsHowItWentAndWhereItRan() throws IOException {
        List<Metrics> rounds = metrics("averaging");
        assertThat(rounds).hasSize(8);
        assertThat(rounds.get(7).tokens()).isEqualTo(40 * 2 * 4 * 32);
        assertThat(rounds).extracting(Metrics::seconds).isSorted();
        assertThat(rounds).allSatisfy(round -> {
            assertThat(round.replicaLosses()).hasSize(2).doesNotContainNull();
            assertThat(round.spread()).isBetween(0.01, 10.0);
            assertThat(round.sample() != null).isEqualTo(round.validationLoss() != null);
        });
        assertThat(metrics("everyStep")).extracting(Metrics::spread).containsOnly(0.0);
        JsonNode environment = new JsonMapper()
                .readTree(folder.resolve("averaging/environment.json").toFile());
        assertThat(environment.get("master").asText()).isEqualTo("local[2]");
        assertThat(environment.get("blasKernel").asText()).isNotBlank();
        assertThat(Files.readAllBytes(folder.resolve("averaging").resolve(EventFile.FILE)))
                .isEqualTo(EventFile.of(rounds));
        try (Stream<Path> files = Files.list(folder.resolve("averaging"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "checkpoints",
                            "config.yaml",
                            "environment.json",
                            "events.out.tfevents.kindling",
                            "metrics.jsonl",
                            "owner",
                            "report.html");
        }
    }

    @Test
    void theSameSeedWritesTheSameSamples() throws IOException {
        train("again", "training.steps=20", "training.schedule=constant");
        train("andAgain", "training.steps=20", "training.schedule=constant", "parallel.threads=2");
        assertThat(metrics("again"))
                .extracting(Metrics::sample)
                .isEqualTo(metrics("andAgain").stream().map(Metrics::sample).toList());
    }

    @Test
    void aRunGoesOnWithItsRecord() throws IOException {
        train("interrupted", "training.steps=20");
        Path file = folder.resolve("interrupted").resolve(Metrics.FILE);
        List<Metrics> before = metrics("interrupted");
        Files.writeString(
                file,
                Files.readString(file)
                        + EventLine.after(before.get(before.size() - 1)).json() + "\n");
        train("interrupted", "training.steps=20", "resume=true");
        assertThat(metrics("interrupted")).isEqualTo(before);
    }

    private static final class EventLine {
        /** A round that was recorded, but whose checkpoint never was. */
        static Metrics after(Metrics last) {
            return new Metrics(
                    last.round() + 1, last.step() + 5, 0, 1, null, 0, 0, 0, 0, 0, 0, List.of(), 0, "", null, 0, 0);
        }
    }

    @Test
    void theReportOfARunDrawsAndIsSelfContained() throws Exception {
        try (Browser browser = Browser.open()) {
            Path page = folder.resolve("averaging/report.html");
            for (int width : new int[] {1280, 390}) {
                browser.requests();
                browser.show(page, width, 900);
                assertThat(browser.elements("#charts figure")).hasSize(8);
                assertThat(browser.elements("#charts path")).hasSizeGreaterThan(8);
                assertThat(browser.element("#facts").getText()).startsWith("Step 40 of 40, finished");
                assertThat(browser.elements("#samples .sample")).isNotEmpty();
                assertThat(browser.element("#setting").getText())
                        .contains("parallel.localSteps", "blasKernel", "local[2]");
                String smooth = browser.picture("#charts svg");
                browser.element("#smoothing").sendKeys(Keys.END);
                assertThat(browser.picture("#charts svg")).isNotEqualTo(smooth);
                browser.requireNoOverflow();
                browser.requireSilence();
                assertThat(browser.requests()).containsExactly(page.toUri().toString());
                browser.screenshot("report-" + width);
            }
        }
    }

    @Test
    void runsBesideEachOtherShowWhatDiffers() throws Exception {
        Path page = folder.resolve("both.html");
        Report.Result result = Report.run(
                read(
                        Report.Settings.class,
                        "runs=[" + folder.resolve("averaging") + ", " + folder.resolve("everyStep") + "]",
                        "output=" + page),
                () -> null);
        assertThat(result.runs()).isEqualTo(2);
        assertThat(result.rounds()).isEqualTo(16);
        try (Browser browser = Browser.open()) {
            browser.show(page, 1280, 900);
            assertThat(browser.element("#setting table").getText())
                    .contains("parallel.kind", "averaging", "everyStep")
                    .doesNotContain("training.steps");
            assertThat(browser.elements("#charts figure")).hasSize(9);
            browser.requireSilence();
        }
    }

    @Test
    void aFolderThatIsNoRunIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Report.run(
                        new Report.Settings(
                                List.of(folder.resolve("shards").toString()),
                                folder.resolve("no.html").toString()),
                        () -> null))
                .withMessage(
                        "runs (%s) holds no metrics.jsonl; give folders that train wrote", folder.resolve("shards"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Report.Settings(List.of(), "no.html"))
                .withMessage("runs must have one folder at least, like [runs/a, runs/b]");
    }
}
