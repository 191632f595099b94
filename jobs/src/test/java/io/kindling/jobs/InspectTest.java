package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Offset.offset;

import io.kindling.checkpoint.ModelFiles;
import io.kindling.jobs.configuration.Configuration;
import io.kindling.jobs.page.Browser;
import io.kindling.jobs.page.Inspection;
import io.kindling.jobs.page.WebPage;
import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Kernels;
import io.kindling.model.Gpt;
import io.kindling.model.GptConfig;
import io.kindling.model.Initialisation;
import io.kindling.model.Parameters;
import io.kindling.model.Trace;
import io.kindling.sample.Sampler;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page of a model, looked at as a reader does. */
class InspectTest {
    private static final String PROMPT = "Once upon a time, a little girl named Anna lived near the forest.";
    private static final String SECOND = "A time of rain, and Anna went home.";
    private static final GptConfig CONFIG = new GptConfig(400, 64, 32, 4, 3, 0, true);

    /** The pattern of the chosen head as the page has it, all rows of all texts. */
    private static final String WORST_SUM = """
            const {texts, model} = kindling;
            let worst = 0;
            for (const text of texts) {
              for (let layer = 0; layer < model.layers; layer++) {
                for (let head = 0; head < model.heads; head++) {
                  for (let token = 0; token < text.time; token++) {
                    const row = text.row(layer, head, token);
                    worst = Math.max(worst, Math.abs(1 - row.reduce((sum, weight) => sum + weight, 0)));
                  }
                }
              }
            }
            return worst;
            """;

    @TempDir
    private static Path folder;

    private static Path page;
    private static Inspect.Result result;
    private static Browser browser;

    @BeforeAll
    static void write() throws IOException {
        TrainTokenizer.run(
                Configuration.of(TrainTokenizer.Settings.class)
                        .assign("input=stories:60")
                        .assign("vocabularySize=" + CONFIG.vocabularySize())
                        .assign("output=" + folder.resolve("tokenizer.json"))
                        .read(),
                LocalSpark::context);
        model("model", CONFIG);
        page = folder.resolve("page.html");
        result = Inspect.run(settings("model", PROMPT, SECOND, "page.html"), () -> null);
    }

    private static Tokenizer tokenizer() throws IOException {
        return Tokenizer.parse(Files.readString(folder.resolve("tokenizer.json")), "tokenizer.json");
    }

    private static float[] parameters(GptConfig config) {
        float[] parameters = Initialisation.gpt2(config, 1);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] *= 4; // so that patterns and predictions are far from even
        }
        return parameters;
    }

    private static void model(String name, GptConfig config) throws IOException {
        Path model = Files.createDirectory(folder.resolve(name));
        Files.copy(folder.resolve("tokenizer.json"), model.resolve("tokenizer.json"));
        Files.writeString(model.resolve(ModelFiles.CONFIG), ModelFiles.config(config, 0));
        try (OutputStream out = Files.newOutputStream(model.resolve(ModelFiles.PARAMETERS))) {
            ModelFiles.write(config, parameters(config), out);
        }
    }

    private static Inspect.Settings settings(String model, String prompt, String second, String output) {
        return new Inspect.Settings(
                folder.resolve(model).toString(),
                prompt,
                second,
                folder.resolve(output).toString());
    }

    @BeforeEach
    void open() throws InterruptedException {
        if (browser == null) {
            browser = Browser.open();
        }
        browser.scheme("light");
        browser.show(page, 1280, 900);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void everyRowOfEveryPatternSumsToOneAndIsTheModels() throws IOException {
        assertThat(browser.number(WORST_SUM)).isLessThan(1e-12);
        int[] ids = tokenizer().encodeWithEndOfText(Tokenizer.END_OF_TEXT + PROMPT);
        try (Kernels kernels = new CpuKernels()) {
            Gpt gpt = new Gpt(CONFIG, kernels);
            gpt.parameters().put(parameters(CONFIG));
            Trace trace = new Trace(gpt, ids);
            for (int token = 0; token < ids.length; token++) {
                double weight = browser.number("return kindling.texts[0].row(1, 2, arguments[0])[0]", token);
                assertThat(weight).isCloseTo(trace.pattern(1, 2).get(token, 0), offset(0.01));
            }
        }
    }

    @Test
    void theSliderOfTemperatureChangesTheDistribution() {
        double before = firstShare();
        WebElement slider = browser.element("#temperature");
        slider.sendKeys(Keys.HOME);
        assertThat(firstShare()).isEqualTo(1);
        slider.sendKeys(Keys.END);
        assertThat(firstShare()).isPositive().isLessThan(before);
        browser.element("#topK").sendKeys(Keys.HOME);
        assertThat(firstShare()).isEqualTo(1);
        browser.element("#sampling button").click();
        assertThat(firstShare()).isEqualTo(before);
    }

    private static double firstShare() {
        return Double.parseDouble(browser.element("#distribution .number").getDomAttribute("data-share"));
    }

    /** As {@link Sampler} has it: the cut of top-p is by what top-k leaves. */
    @ParameterizedTest
    @CsvSource({"1, 0, 1", "0.5, 0, 0.9", "2, 7, 1", "1.5, 20, 0.5", "0, 0, 1"})
    void thePagesDistributionIsTheSamplers(double temperature, int topK, double topP) {
        Object logits = List.of(0.5, 2.0, -1.0, 2.0, 1.0, 0.1, -3.0, 0.3, 0.9, 1.7);
        List<?> shares = (List<?>) browser.script("""
                const logits = arguments[0];
                const order = [...logits.keys()].sort((a, b) => logits[b] - logits[a] || a - b);
                const shares = new Array(logits.length);
                kindling.distribution(logits, order, arguments[1], arguments[2], arguments[3])
                    .forEach((share, place) => shares[order[place]] = share);
                return shares;
                """, logits, temperature, topK, topP);
        float[] values = {0.5f, 2, -1, 2, 1, 0.1f, -3, 0.3f, 0.9f, 1.7f};
        int draws = 2000;
        int[] counts = new int[values.length];
        for (int i = 0; i < draws; i++) {
            counts[new Sampler(temperature, topK, topP).draw(values, (i + 0.5) / draws)]++;
        }
        for (int id = 0; id < values.length; id++) {
            assertThat(((Number) shares.get(id)).doubleValue())
                    .isCloseTo(counts[id] / (double) draws, offset(1.01 / draws));
        }
    }

    @Test
    void choosingAHeadChangesThePattern() {
        String before = browser.picture("#pattern canvas");
        browser.elements(".head").get(0).click();
        String first = browser.picture("#pattern canvas");
        assertThat(browser.element("#h-pattern").getText()).isEqualTo("Layer 1, head 1");
        browser.elements(".head").get(0).sendKeys(Keys.ARROW_DOWN);
        assertThat(browser.element("#h-pattern").getText()).isEqualTo("Layer 2, head 1");
        browser.elements(".head").get(4).sendKeys(Keys.ARROW_RIGHT);
        assertThat(browser.element("#h-pattern").getText()).isEqualTo("Layer 2, head 2");
        assertThat(browser.picture("#pattern canvas")).isNotEqualTo(first);
        assertThat(first).isNotEqualTo(before);
    }

    @Test
    void theKeyboardChoosesTokensAndPairsAndAllElseFollows() {
        WebElement chip = browser.element(".chip[aria-checked=true]");
        String product = browser.picture("#product svg");
        String stream = browser.element("#stream table").getText();
        chip.sendKeys(Keys.ARROW_LEFT);
        assertThat(browser.elements(".chip[aria-checked=true]")).hasSize(1);
        assertThat(browser.element("#stream table").getText()).isNotEqualTo(stream);
        assertThat(browser.picture("#product svg")).isNotEqualTo(product);
        WebElement stage = browser.element("#pattern .stage");
        stage.sendKeys(Keys.ARROW_UP, Keys.ARROW_LEFT);
        double token = browser.number("return kindling.chosen.token");
        assertThat(browser.element("#pattern .says").getText()).contains("(token " + (int) (token + 1) + ") looks at");
    }

    @Test
    void linesShowTheSameWeightsAndTheScoreIsTheSumOfItsComponents() {
        browser.elements("#view button").get(1).click();
        assertThat(browser.elements("#pattern .lines path")).isNotEmpty();
        double score = browser.number("""
                const {texts: [text], chosen: {layer, head, token, earlier}, model} = kindling;
                const row = text.row(layer, head, token);
                const dot = (place) => text.query(layer, head, token)
                    .reduce((sum, value, i) => sum + value * text.key(layer, head, place)[i], 0);
                const scores = [...row.keys()].map((place) => dot(place) / Math.sqrt(model.width / model.heads));
                const sum = scores.reduce((total, each) => total + Math.exp(each), 0);
                return Math.max(...row.map((weight, place) => Math.abs(weight - Math.exp(scores[place]) / sum)));
                """);
        assertThat(score).isLessThan(0.02);
    }

    @Test
    void neighboursAndContextsFollowTheirFields() {
        String near = browser.element("#embedding .bars").getText();
        WebElement field = browser.element("#near");
        field.clear();
        field.sendKeys("Anna" + Keys.ENTER);
        assertThat(field.getDomProperty("value")).isEqualTo("·Anna");
        assertThat(browser.element("#embedding .bars").getText()).isNotEqualTo(near);
        String before = browser.picture("#contexts svg");
        browser.element("#context-1").sendKeys(Keys.ARROW_DOWN);
        assertThat(browser.picture("#contexts svg")).isNotEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"1280, light", "1280, dark", "390, light", "390, dark"})
    void nothingLeavesThePageOrIsSaidInTheConsole(int width, String scheme) throws Exception {
        browser.requests();
        browser.scheme(scheme);
        browser.show(page, width, 900);
        browser.elements("#texts button").get(1).click();
        browser.elements("#view button").get(1).click();
        browser.requireNoOverflow();
        browser.requireSilence();
        assertThat(browser.requests()).containsExactly(page.toUri().toString());
        browser.screenshot("inspect-" + width + "-" + scheme);
    }

    /** WCAG 2.2, level AA: 4.5 for text, 3 for the edges of what can be used. */
    @ParameterizedTest
    @CsvSource({"light", "dark"})
    void textCanBeRead(String scheme) {
        browser.scheme(scheme);
        for (String ground : List.of("paper", "sheet")) {
            for (String text : List.of("ink", "quiet", "accent", "cool")) {
                assertThat(browser.contrast(text, ground))
                        .as("%s on %s", text, ground)
                        .isGreaterThan(4.5);
            }
            assertThat(browser.contrast("line-strong", ground)).isGreaterThan(3);
        }
        assertThat(browser.contrast("on-accent", "accent")).isGreaterThan(4.5);
    }

    @Test
    void whatCanBeUsedHasAName() {
        assertThat(browser.number("""
                        return [...document.querySelectorAll("button, input, select, [tabindex]")].filter((element) =>
                          !(element.ariaLabel || element.innerText || element.labels?.length
                            || element.getAttribute("aria-labelledby"))).length;
                        """)).isZero();
    }

    @Test
    void aPageOfTwelveLayersAndHeadsStaysUnderTwentyMegabytes() throws Exception {
        GptConfig large = new GptConfig(CONFIG.vocabularySize(), 256, 768, 12, 12, 0, true);
        float[] noise = new float[Math.toIntExact(Parameters.count(large))];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = ((i * 0x9e3779b9) >> 8) * 0x1p-27f;
        }
        Path file = folder.resolve("large.html");
        try (Kernels kernels = new CpuKernels()) {
            Gpt gpt = new Gpt(large, kernels);
            gpt.parameters().put(noise);
            int[] ids = IntStream.range(0, 200).map(i -> i * i % 400).toArray();
            Files.writeString(
                    file, WebPage.INSPECTION.with("large", Inspection.of("large", gpt, tokenizer(), List.of(ids))));
        }
        long millis = browser.show(file, 1280, 900);
        System.err.printf("a page of 12 x 12 heads and 200 tokens: %,d bytes, %d ms%n", Files.size(file), millis);
        assertThat(Files.size(file)).isLessThan(20_000_000);
        assertThat(browser.elements(".head")).hasSize(144);
        assertThat(browser.number(WORST_SUM)).isLessThan(1e-12);
        browser.requireSilence();
    }

    @Test
    void whatCannotBeShownIsRefused() {
        assertThat(result.tokens()).isPositive();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Inspect.run(settings("model", PROMPT.repeat(9), null, "b.html"), () -> null))
                .withMessageMatching("prompt \\(\\d+ tokens with end of text\\) must have at most the model's"
                        + " contextLength \\(64\\); shorten it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Inspect.run(settings("model", PROMPT, null, "page.html"), () -> null))
                .withMessage("output (%s) already exists: remove it or name another", page);
        assertThat(folder.resolve("b.html")).doesNotExist();
    }
}
