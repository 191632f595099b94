package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.jobs.configuration.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What people read leads where it says, and the commands that it shows are ones. */
class DocumentationTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern COMMAND = Pattern.compile("deploy/kindling +((?:doctor plan|[a-z]+)\\b.*)");

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md"), ROOT.resolve("deploy/README.md")),
                            docs.filter(file -> file.toString().endsWith(".md")))
                    .toList();
        }
    }

    @Test
    void linksLeadToFiles() throws IOException {
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                String target = link.group(1);
                if (!target.startsWith("http") && !target.startsWith("#")) {
                    assertThat(page.resolveSibling(target.replaceAll("#.*", "")))
                            .as("%s links to %s", ROOT.relativize(page), target)
                            .exists();
                }
            }
        }
    }

    @Test
    void commandsAreVerbsWithTheirKeys() throws IOException {
        int commands = 0;
        for (Path page : pages()) {
            for (String command : commands(Files.readString(page))) {
                requireVerb(command, ROOT.relativize(page));
                commands++;
            }
        }
        assertThat(commands).isGreaterThan(10);
    }

    /** Of the blocks of code; lines that end in a backslash go on. */
    private static List<String> commands(String page) {
        List<String> commands = new ArrayList<>();
        String[] parts = page.split("```", -1);
        for (int i = 1; i < parts.length; i += 2) {
            Matcher command = COMMAND.matcher(parts[i].replaceAll("\\\\\n", " "));
            while (command.find()) {
                commands.add(command.group(1));
            }
        }
        return commands;
    }

    private static void requireVerb(String command, Path page) {
        Verb<?> verb = Kindling.verbs().stream()
                .filter(each -> command.equals(each.name()) || command.startsWith(each.name() + " "))
                .reduce((shorter, longer) ->
                        longer.name().length() > shorter.name().length() ? longer : shorter)
                .orElseThrow(() -> new AssertionError(page + ": no verb in " + command));
        Configuration<?> configuration = Configuration.of(verb.configuration());
        for (String argument : command.substring(verb.name().length()).split(" +(?=[a-z][A-Za-z.]*[=/]|master)", -1)) {
            String text = argument.strip().replaceAll("^'|'$", "");
            if (text.startsWith("conf/")) {
                assertThat(ROOT.resolve(text)).as("%s: %s", page, command).exists();
            } else if (text.contains("=") && !text.matches("(spark\\.|master=).*")) {
                configuration.assign(text);
            }
        }
    }
}
