package io.kindling.jobs.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A headless Chromium of this machine, for tests of pages. Where there is none, they are skipped and say so; with {@code
 * KINDLING_BROWSER=required} in the environment, as .ci/run has it, they fail instead.
 */
public final class Browser implements AutoCloseable {
    private static final String VARIABLE = "KINDLING_BROWSER";
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Starts it, or skips the test. */
    public static Browser open() {
        Optional<Path> chromium = find("chromium", "chromium-browser", "google-chrome");
        Optional<Path> chromedriver = find("chromedriver");
        boolean isThere = chromium.isPresent() && chromedriver.isPresent();
        if (!isThere && "required".equals(System.getenv(VARIABLE))) {
            throw new AssertionError("there is no chromium with its chromedriver on the PATH, and " + VARIABLE
                    + "=required: install both (Debian: chromium chromium-driver)");
        }
        assumeTrue(
                isThere,
                "skipped: the pages are tested in a Chromium, and no chromium with its chromedriver is on the PATH");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.orElseThrow().toString());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.orElseThrow().toFile())
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static Optional<Path> find(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Opens a page and waits until it has drawn itself; returns the milliseconds that took, as the page counts them. */
    public long show(Path page, int width, int height) throws InterruptedException {
        size(width, height);
        driver.get(page.toUri().toString());
        while (!Boolean.TRUE.equals(script("return document.documentElement.dataset.ready !== undefined"))) {
            requireSilence();
            Thread.sleep(20);
        }
        return Long.parseLong((String) script("return document.documentElement.dataset.ready"));
    }

    public void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    /** Switches between dark and light. */
    public void scheme(String name) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", name))));
    }

    public Object script(String code, Object... arguments) {
        return driver.executeScript(code, arguments);
    }

    public double number(String code, Object... arguments) {
        return ((Number) script(code, arguments)).doubleValue();
    }

    public WebElement element(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    public List<WebElement> elements(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    /** A canvas or an SVG once it is drawn: two are equal exactly if they look the same. */
    public String picture(String selector) {
        return (String) driver.executeAsyncScript("""
                const [selector, done] = arguments;
                requestAnimationFrame(() => requestAnimationFrame(() => {
                  const element = document.querySelector(selector);
                  done(element.toDataURL ? element.toDataURL() : element.outerHTML);
                }));
                """, selector);
    }

    /** The whole page as a picture, for those who look at target/screenshots/. */
    public void screenshot(String name) throws IOException {
        Files.createDirectories(SCREENSHOTS);
        Object png = driver.executeCdpCommand(
                        "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true))
                .get("data");
        Files.write(SCREENSHOTS.resolve(name + ".png"), Base64.getDecoder().decode((String) png));
    }

    /** The page fits its window from left to right. */
    public void requireNoOverflow() {
        assertThat(number("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(number("return window.innerWidth"));
    }

    /** Nothing was said in the console. */
    public void requireSilence() {
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
                .extracting(LogEntry::getMessage)
                .isEmpty();
    }

    /** Every address that was asked for since the last call, those inside the page aside. */
    public List<String> requests() throws IOException {
        List<String> addresses = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = new JsonMapper().readTree(entry.getMessage()).path("message");
            if (message.path("method").asText().equals("Network.requestWillBeSent")) {
                String address = message.at("/params/request/url").asText();
                if (!address.startsWith("data:")) {
                    addresses.add(address);
                }
            }
        }
        return addresses;
    }

    /**
     * The contrast of a colour of the style sheet on another, as WCAG 2 counts it.
     *
     * @param name of a custom property
     */
    public double contrast(String name, String ground) {
        return number("""
                const style = getComputedStyle(document.documentElement);
                const light = (name) => {
                  const hex = style.getPropertyValue("--" + name).trim();
                  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
                      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
                  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                };
                const [low, high] = [light(arguments[0]), light(arguments[1])].sort((a, b) => a - b);
                return (high + 0.05) / (low + 0.05);
                """, name, ground);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
