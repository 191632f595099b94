package io.kindling.clean;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kindling.corpus.Corpus;
import io.kindling.corpus.CorpusConfig;
import io.kindling.corpus.Document;
import io.kindling.corpus.LocalSpark;
import io.kindling.tokenizer.BadDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleaningTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ENGLISH = "The cat sat on the mat, and the dog lay before the door of the house. It was"
            + " raining, so nobody wanted to go out; even the birds were silent and the river rose slowly under the old"
            + " bridge near the mill.";
    private static final OutputConfig OUTPUT = new OutputConfig(true, 60_000);

    @TempDir
    private Path folder;

    private Path input;

    /** Stories of which some are copies, some are almost, some are rubbish, and one that is evaluated on. */
    @BeforeEach
    void plant() throws IOException {
        List<String> lines = new ArrayList<>();
        List<Document> planted = new PlantedCorpus(120).documents();
        for (Document document : planted) {
            lines.add(line(document.getId(), document.getText()));
        }
        lines.add(line("zz-copy", planted.get(0).getText()));
        lines.add(line("short", "Too short."));
        lines.add(line("mojibake", planted.get(1).getText().replace(". ", ". It\u00e2\u20ac\u2122s. ") + "\r\n"));
        lines.add(line(
                "evaluated",
                planted.get(2).getText() + " " + "one two three four five six seven eight nine ten eleven "
                        + "twelve thirteen fourteen"));
        String paragraph = "This paragraph stands in two documents, ".repeat(6) + "and is long enough.";
        lines.add(line("first", paragraph + "\n\n" + planted.get(3).getText()));
        lines.add(line("second", planted.get(4).getText() + "\n\n" + paragraph));
        input = Files.write(folder.resolve("corpus.jsonl"), lines);
        Files.writeString(
                folder.resolve("evaluation.jsonl"),
                line("q", "Eight, one, two, three, FOUR, five; six seven eight nine ten eleven twelve thirteen.")
                        + "\n");
    }

    @Test
    void everyDocumentIsKeptOrDroppedWithAReason() throws IOException {
        CleanReport report = clean(config(Action.DROP), "out", 2);
        List<JsonNode> kept = documents("out/kept");
        List<JsonNode> dropped = documents("out/dropped");
        assertThat(kept.size() + dropped.size()).isEqualTo(126);
        assertThat(report.documents()).isEqualTo(126);
        assertThat(report.keptDocuments()).isEqualTo(kept.size());
        assertThat(reason(dropped, "short")).isEqualTo("gopherQuality words 2.0 50.0 ");
        assertThat(reason(dropped, "evaluated"))
                .startsWith("decontamination sharedSequences 1.0 0.0 ")
                .contains("evaluation");
        assertThat(reason(dropped, "zz-copy")).startsWith("exactDuplicates sameText 1.0 0.0 ");
        assertThat(kept.stream().filter(document -> document.get("id").asText().equals("mojibake")))
                .allSatisfy(document -> assertThat(document.get("text").asText())
                        .contains("It\u2019s.")
                        .doesNotContain("\r"));
        assertThat(Stream.of("first", "second")
                        .flatMap(id -> Stream.concat(kept.stream(), dropped.stream())
                                .filter(document -> document.get("id").asText().equals(id)))
                        .filter(document -> document.get("text").asText().contains("two documents")))
                .hasSize(1);
        assertThat(dropped)
                .allSatisfy(document -> assertThat(document.get("findings")).isNotEmpty());
        assertThat(dropped.stream()
                        .filter(document -> last(document).get("stage").asText().equals("nearDuplicates")))
                .hasSizeGreaterThan(10)
                .allSatisfy(document ->
                        assertThat(last(document).get("figure").asDouble()).isGreaterThanOrEqualTo(0.7));
    }

    @Test
    void theReportAddsUp() throws IOException {
        CleanReport report = clean(config(Action.DROP), "out", 2);
        long documents = report.documents();
        long bytes = report.bytes();
        for (CleanReport.StageReport stage : report.stages()) {
            assertThat(stage.documentsIn()).isEqualTo(documents);
            assertThat(stage.bytesIn()).isEqualTo(bytes);
            documents = stage.documentsOut();
            bytes = stage.bytesOut();
        }
        assertThat(documents).isEqualTo(report.keptDocuments());
        assertThat(bytes).isEqualTo(report.keptBytes());
        assertThat(report.bytes())
                .isEqualTo(Files.readAllLines(input).stream()
                        .mapToLong(CleaningTest::textBytes)
                        .sum());
        assertThat(JSON.readTree(folder.resolve("out/report.json").toFile())
                        .get("keptBytes")
                        .asLong())
                .isEqualTo(bytes);
        assertThat(Files.readString(folder.resolve("out/report.txt")))
                .contains("nearDuplicates", "similarText", "pairs compared, by Jaccard similarity");
        assertThat(Files.readString(folder.resolve("out/report.html")))
                .startsWith("<!doctype html>")
                .contains("gopherQuality")
                .doesNotContain("<script", "http");
    }

    @Test
    void theBytesAreTheSameForAnyPartitionsAndCores() throws IOException {
        clean(config(Action.DROP), "two", 2);
        SortedMap<String, String> two = contents("two");
        assertThat(two).hasSizeGreaterThan(6);
        clean(config(Action.DROP), "again", 2);
        assertThat(contents("again")).isEqualTo(two);
        clean(config(Action.DROP), "one", 1);
        assertThat(contents("one")).isEqualTo(two);
    }

    @Test
    void annotatingLeavesEverythingIn() throws IOException {
        CleanReport report = clean(config(Action.ANNOTATE), "out", 2);
        assertThat(report.keptDocuments()).isEqualTo(126);
        assertThat(report.keptBytes()).isEqualTo(report.bytes());
        assertThat(folder.resolve("out/dropped")).doesNotExist();
        JsonNode copy = documents("out/kept").stream()
                .filter(document -> document.get("id").asText().equals("zz-copy"))
                .findFirst()
                .orElseThrow();
        assertThat(copy.get("findings").toString()).contains("sameText", "\"noted\"");
    }

    @Test
    void malformedRecordsAreDroppedUpToTheTolerance() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.jsonl"), line("a", "b") + "\n{\n" + line("c", "d") + "\n");
        CleanConfig nothing = config(Action.SKIP);
        Corpus tolerant = Corpus.open(LocalSpark.context(), new CorpusConfig(bad.toString(), null, "text", "**", 1));
        CleanReport report =
                Cleaning.write(tolerant, nothing, OUTPUT, folder.resolve("out").toString());
        assertThat(report.keptDocuments()).isEqualTo(2);
        assertThat(reason(
                        documents("out/dropped"), "bad.jsonl:" + (line("a", "b").length() + 1)))
                .contains("reading malformed 1.0 0.0 bad.jsonl, byte")
                .contains("not JSON");
        Corpus strict = Corpus.open(LocalSpark.context(), CorpusConfig.of(bad.toString()));
        assertThatThrownBy(() -> Cleaning.write(
                        strict, nothing, OUTPUT, folder.resolve("none").toString()))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("bad.jsonl, byte");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void aCorpusWithoutDuplicatesStaysAsItIs() throws IOException {
        Path two = Files.write(folder.resolve("two.jsonl"), List.of(line("a", ENGLISH), line("b", "Another text.")));
        for (Stage stage : List.of(
                new ExactDuplicates(Action.DROP),
                new ParagraphDuplicates(Action.DROP, 1),
                NearDuplicates.standard(Action.DROP))) {
            assertThat(kept(stage, two)).containsExactly("a", "b");
        }
    }

    @Test
    void scoresDecide() throws IOException {
        Path three =
                Files.write(folder.resolve("three.jsonl"), List.of(line("a", "x"), line("b", "y"), line("c", "z")));
        Path scores = Files.writeString(
                folder.resolve("scores.jsonl"),
                "{\"id\":\"a\",\"p\":5}\n{\"id\":\"b\",\"p\":50.5}\n{\"id\":\"c\",\"p\":500}\n");
        Perplexity stage = new Perplexity(Action.DROP, scores.toString(), "id", "p", 10, 100);
        assertThat(kept(stage, three)).containsExactly("b");
        Files.writeString(scores, "{\"id\":\"a\",\"p\":5}\n");
        assertThatThrownBy(() -> kept(stage, three)).hasMessageContaining("has no score in " + scores);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kept(new Perplexity(Action.DROP, scores.toString(), "id", "q", 10, 100), three))
                .withMessage("column (q) is no column of scores (" + scores + "): set it to one of [id, p]");
    }

    @Test
    void languagesAreToldApart() {
        Language english = new Language(Action.DROP, List.of("eng"), 0.1, 500);
        TextScan scan = new TextScan();
        assertThat(english.judge(Judged.of("a", "s", bytes(ENGLISH), 0), scan).kept())
                .isTrue();
        Judged german = english.judge(
                Judged.of(
                        "b",
                        "s",
                        bytes("Die Katze sa\u00df auf der Matte, und der Hund lag vor der T\u00fcr des Hauses."),
                        0),
                scan);
        assertThat(german.kept()).isFalse();
        assertThat(german.findings().get(0).detail()).isEqualTo("deu");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Language(Action.DROP, List.of("english"), 0.1, 500))
                .withMessage(
                        "keep (english) is no language of the model: give ISO 639-3 codes, such as eng, deu, fra or spa");
    }

    @Test
    void whatIsNotFinishedIsNoInput() throws IOException {
        Files.createDirectories(folder.resolve("out/kept"));
        Files.writeString(folder.resolve("out/_unfinished"), "run");
        Files.writeString(folder.resolve("out/kept/part-00000.jsonl"), line("a", "b"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Corpus.open(
                        LocalSpark.context(),
                        CorpusConfig.of(folder.resolve("out/kept").toString())))
                .withMessageContaining("is the output of a run that has not finished");
    }

    @Test
    void evaluationSetsThatAreNotThereOrHoldNothingAreNamed() throws IOException {
        String missing = folder.resolve("missing.jsonl").toString();
        Decontamination stage = new Decontamination(Action.DROP, List.of(missing), "text", 13, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kept(stage, input))
                .withMessageStartingWith("decontamination.evaluationSets: input (" + missing + ") does not exist");
        String empty = Files.createFile(folder.resolve("empty.jsonl")).toString();
        Decontamination other = new Decontamination(Action.DROP, List.of(empty), "text", 13, 1);
        assertThatThrownBy(() -> kept(other, input))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith("decontamination.evaluationSets: input (" + empty + ") is empty");
    }

    @Test
    void whereNoPairWasComparedNoneIsDrawn() {
        Comparisons none = Comparisons.of(NearDuplicates.standard(Action.DROP), 0, 0, new long[20]);
        CleanReport report = new CleanReport(1, 10, 1, 10, List.of(), none);
        assertThat(report.table())
                .contains("no two documents were near enough to be compared")
                .doesNotContain("0.05");
        assertThat(ReportPage.html(report))
                .contains("<p>No two documents were near enough to be compared.</p>")
                .doesNotContain("class=bar");
    }

    private CleanConfig config(Action action) {
        return new CleanConfig(
                Normalisation.standard(action),
                new Language(Action.SKIP, List.of("eng"), 0.1, 500),
                GopherRepetition.published(Action.SKIP),
                new GopherQuality(action, 50, 100_000, 2, 12, 0.1, 0.1, 0.9, 0.3, 0.8, 0, List.of()),
                C4.published(Action.SKIP),
                FineWeb.published(Action.SKIP),
                new Decontamination(
                        action, List.of(folder.resolve("evaluation.jsonl").toString()), "text", 13, 1),
                new Perplexity(Action.SKIP, null, "id", "perplexity", 0, 1),
                new ExactDuplicates(action),
                new ParagraphDuplicates(action, 200),
                NearDuplicates.standard(action));
    }

    private CleanReport clean(CleanConfig config, String output, int cores) throws IOException {
        Corpus corpus = Corpus.open(LocalSpark.withCores(cores), CorpusConfig.of(input.toString()));
        return Cleaning.write(corpus, config, OUTPUT, folder.resolve(output).toString());
    }

    private static List<String> kept(Stage stage, Path input) {
        Corpus corpus = Corpus.open(LocalSpark.context(), CorpusConfig.of(input.toString()));
        return stage.clean(corpus.documents()).collectAsList().stream()
                .map(Document::getId)
                .toList();
    }

    private List<JsonNode> documents(String name) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        for (Path file : files(folder.resolve(name))) {
            for (String line : Files.readAllLines(file)) {
                documents.add(JSON.readTree(line));
            }
        }
        return documents;
    }

    private SortedMap<String, String> contents(String name) throws IOException {
        SortedMap<String, String> contents = new TreeMap<>();
        for (Path file : files(folder.resolve(name))) {
            contents.put(folder.resolve(name).relativize(file).toString(), Files.readString(file));
        }
        return contents;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static JsonNode last(JsonNode document) {
        return document.get("findings").get(document.get("findings").size() - 1);
    }

    private static String reason(List<JsonNode> dropped, String id) {
        JsonNode finding = dropped.stream()
                .filter(document -> document.get("id").asText().equals(id))
                .map(CleaningTest::last)
                .findFirst()
                .orElseThrow();
        return "%s %s %s %s %s"
                .formatted(
                        finding.get("stage").asText(),
                        finding.get("rule").asText(),
                        finding.get("figure").asDouble(),
                        finding.get("limit").asDouble(),
                        finding.get("detail").asText());
    }

    private static long textBytes(String line) {
        try {
            return bytes(JSON.readTree(line).get("text").asText()).length;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String line(String id, String text) {
        return JSON.createObjectNode().put("id", id).put("text", text).toString();
    }
}
