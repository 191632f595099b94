package io.kindling.jobs.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.jobs.configuration.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An HTML page in one file. Its JavaScript stays what it was written as, modules that import each other by name, by an import
 * map of {@code data:} addresses; its data is JSON, with binary numbers as base64. A content security policy keeps it from
 * asking any network for anything.
 *
 * @param command that it is of
 * @param main resource with the HTML of what differs from page to page; the rest is page.html's and page.css's
 * @param modules resources, the last of which starts the page
 */
public record WebPage(String command, String main, List<String> modules) {
    /** The page of {@code inspect}. */
    public static final WebPage INSPECTION = new WebPage(
            "inspect",
            "inspection.html",
            List.of(
                    "elements.js",
                    "numbers.js",
                    "colours.js",
                    "chart.js",
                    "model.js",
                    "arrows.js",
                    "tokens.js",
                    "heads.js",
                    "pattern.js",
                    "lines.js",
                    "product.js",
                    "stream.js",
                    "sampling.js",
                    "embedding.js",
                    "contexts.js",
                    "inspection.js"));

    /** The page of a run, or of several. */
    public static final WebPage REPORT = new WebPage(
            "report", "report.html", List.of("elements.js", "colours.js", "curves.js", "chart.js", "report.js"));

    /** The page that shows {@code data}. */
    public String with(String title, Record data) {
        return resource("page.html")
                .replace("{title}", escape(title))
                .replace("{command}", command)
                .replace("/*{style}*/", resource("page.css"))
                .replace("{main}", resource(main))
                .replace("{imports}", imports())
                .replace("{start}", modules.get(modules.size() - 1))
                .replace("{data}", json(data));
    }

    private String imports() {
        return modules.stream()
                .map(name -> "\"%s\": \"data:text/javascript;base64,%s\""
                        .formatted(
                                name,
                                Base64.getEncoder()
                                        .encodeToString(resource(name).getBytes(StandardCharsets.UTF_8))))
                .collect(Collectors.joining(",\n"));
    }

    /** Inside a script element nothing may look like the end of one. */
    private static String json(Record data) {
        JsonNode tree = Tree.of(data);
        return tree.toString().replace("<", "\\u003c");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    private static String resource(String name) {
        try (InputStream stream = WebPage.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("there is no resource " + name + " beside " + WebPage.class.getName());
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
