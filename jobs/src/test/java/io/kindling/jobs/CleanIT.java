package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cleaning in processes of its own: killed and run again, and on clusters of several sizes. */
class CleanIT {
    private static final int DOCUMENTS = 4_000;

    @TempDir
    private Path folder;

    private Launcher launcher;
    private String[] arguments;

    /** Documents of words by chance, every third a copy of the one before with a word or two changed. */
    @BeforeEach
    void plant() throws IOException {
        Random random = new Random(5);
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("corpus.jsonl"))) {
            String[] words = {};
            for (int number = 0; number < DOCUMENTS; number++) {
                if (number % 3 == 2) {
                    words[random.nextInt(words.length)] = "changed";
                } else {
                    words = random.ints(120, 0, 5_000)
                            .mapToObj(word -> "the of w" + word)
                            .toArray(String[]::new);
                }
                out.write("{\"id\":\"d%d\",\"text\":\"%s.\"}%n".formatted(number, String.join(" ", words)));
            }
        }
        launcher = new Launcher(folder).set("TMPDIR", folder.toString());
        arguments = new String[] {
            "clean",
            Launcher.conf("clean.yaml").toString(),
            "input=corpus.jsonl",
            "gopherRepetition.action=skip",
            "c4.action=annotate",
            "shardBytes=500000",
            "spark.local.dir=" + folder.resolve("spark"),
            "output=cleaned"
        };
    }

    @Test
    void oneTwoAndFourExecutorsAndAKilledRunGiveTheSameFiles() throws Exception {
        try (Cluster cluster = Cluster.start(launcher, 4)) {
            for (int executors : List.of(1, 2, 4)) {
                assertThat(launcher.kindling(with(
                                        "output=cleaned-" + executors,
                                        "master=" + cluster.master(),
                                        "spark.executor.memory=512m",
                                        "spark.cores.max=" + executors))
                                .result()
                                .get("keptDocuments")
                                .asLong())
                        .isLessThan(DOCUMENTS)
                        .isGreaterThan(DOCUMENTS / 2);
            }
        }
        SortedMap<String, String> expected = contents(folder.resolve("cleaned-1"));
        assertThat(expected).hasSizeGreaterThan(8).containsKeys("manifest.json", "report.html");
        assertThat(contents(folder.resolve("cleaned-2"))).isEqualTo(expected);
        assertThat(contents(folder.resolve("cleaned-4"))).isEqualTo(expected);

        Path cleaned = folder.resolve("cleaned");
        killWhen(() -> Files.exists(cleaned.resolve("_unfinished")));
        assertThat(cleaned.resolve("manifest.json")).doesNotExist();
        killWhen(() -> count(cleaned.resolve("_attempts")) > 2);
        assertThat(cleaned.resolve("manifest.json")).doesNotExist();
        assertThat(launcher.kindling(arguments).status()).isZero();
        assertThat(contents(cleaned)).isEqualTo(expected);
    }

    private void killWhen(BooleanSupplier moment) throws Exception {
        launcher.start("kindling", arguments).killWhen(moment);
    }

    private static int count(Path folder) {
        String[] names = folder.toFile().list();
        return names == null ? 0 : names.length;
    }

    private static SortedMap<String, String> contents(Path folder) throws IOException {
        SortedMap<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        return contents;
    }

    private String[] with(String... more) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
    }
}
