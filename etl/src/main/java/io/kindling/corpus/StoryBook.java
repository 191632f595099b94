package io.kindling.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The words of {@link StoryCorpus}: the sections of the resource {@code stories.txt}, whose head explains the form. */
record StoryBook(
        List<Hero> heroes,
        List<Helper> helpers,
        List<Aim> aims,
        Map<String, Obstacle> obstacles,
        Map<String, List<String>> sections) {

    /** {@code pronoun} is "he" or "she". */
    record Hero(String name, String kind, String pronoun) {}

    record Helper(String name, String description, String pronoun) {}

    /** What a story is about. {@code pronoun} is "it" or "they"; not every obstacle makes sense with it. */
    record Aim(String name, String plot, String thing, String pronoun, List<String> obstacles) {}

    /** {@code where} something lies that is out of reach, {@code into} what it falls. */
    record Obstacle(String name, String where, String into) {
        /** The section that tells how this helper deals with it. */
        String helpBy(Helper helper) {
            return name + ".help " + helper.name();
        }
    }

    static StoryBook load() {
        Map<String, List<String>> sections = readSections();
        Map<String, Obstacle> obstacles = new LinkedHashMap<>();
        for (String[] row : table(sections, "obstacles")) {
            obstacles.put(row[0], new Obstacle(row[0], row[1], row[2]));
        }
        return new StoryBook(
                table(sections, "heroes").stream()
                        .map(row -> new Hero(row[0], row[1], row[2]))
                        .toList(),
                table(sections, "helpers").stream()
                        .map(row -> new Helper(row[0], row[1], row[2]))
                        .toList(),
                table(sections, "aims").stream()
                        .map(row -> new Aim(row[0], row[1], row[2], row[3], List.of(row[4].split(" ", -1))))
                        .toList(),
                obstacles,
                sections);
    }

    /** The choices of one section. */
    List<String> choices(String section) {
        List<String> choices = sections.get(section);
        if (choices == null) {
            throw new IllegalStateException("stories.txt has no section '" + section + "'");
        }
        return choices;
    }

    /** Those who can deal with an obstacle. */
    List<Helper> helpers(Obstacle obstacle) {
        return helpers.stream()
                .filter(helper -> sections.containsKey(obstacle.helpBy(helper)))
                .toList();
    }

    private static List<String[]> table(Map<String, List<String>> sections, String name) {
        return sections.get(name).stream().map(line -> line.split(" \\| ", -1)).toList();
    }

    private static Map<String, List<String>> readSections() {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        List<String> section = new ArrayList<>();
        try (InputStream resource = StoryBook.class.getResourceAsStream("stories.txt");
                BufferedReader reader = new BufferedReader(new InputStreamReader(resource, UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("== ")) {
                    section = new ArrayList<>();
                    sections.put(line.substring(3).split(": ", -1)[0], section);
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    section.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sections;
    }
}
