package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.jobs.configuration.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards from processes of their own: killed and run again, and on clusters of several sizes. */
class TokenizeIT {
    @TempDir
    private Path folder;

    private Launcher launcher;
    private String[] arguments;

    @BeforeEach
    void trainTokenizer() throws IOException {
        launcher = new Launcher(folder).set("TMPDIR", folder.toString());
        Configuration<TrainTokenizer.Settings> settings = Configuration.of(TrainTokenizer.Settings.class);
        Stream.of("input=stories:200", "vocabularySize=400", "output=" + folder.resolve("tokenizer.json"))
                .forEach(settings::assign);
        TrainTokenizer.run(settings.read(), LocalSpark::context);
        arguments = new String[] {
            "tokenize",
            "input=stories:5000",
            "tokenizer=tokenizer.json",
            "shardBytes=65536",
            "spark.local.dir=" + folder.resolve("spark"),
            "output=shards"
        };
    }

    @Test
    void aRunThatWasKilledGivesTheSameFilesWhenItIsRunAgain() throws Exception {
        assertThat(launcher.kindling(with("output=undisturbed"))
                        .result()
                        .get("documents")
                        .asLong())
                .isEqualTo(5_000);
        Path shards = folder.resolve("shards");
        killWhen(() -> Files.exists(shards.resolve("_unfinished")));
        assertThat(shards.resolve("manifest.json")).doesNotExist();
        killWhen(() -> count(shards.resolve("_attempts")) > 8);
        assertThat(shards.resolve("manifest.json")).doesNotExist();
        killWhen(() -> Files.exists(shards.resolve("train-00000.tokens")));
        if (Files.exists(shards.resolve("manifest.json"))) { // it was faster than the kill
            assertThat(hashes(shards)).isEqualTo(hashes(folder.resolve("undisturbed")));
            return;
        }
        assertThat(launcher.kindling(arguments).status()).isZero();
        assertThat(hashes(shards)).isEqualTo(hashes(folder.resolve("undisturbed")));
    }

    @Test
    void aBadFileIsToldInOneLine() throws Exception {
        Files.writeString(folder.resolve("bad.jsonl"), "{\"text\":\"a\"}\n{\"text\":\n");
        Launcher.Outcome outcome = launcher.kindling(with("input=bad.jsonl"));
        assertThat(outcome.status()).isEqualTo(ExitStatus.BAD_DATA);
        assertThat(outcome.err())
                .contains("kindling: bad.jsonl, byte 13: not JSON (")
                .doesNotContain("\tat ")
                .doesNotContain("Lost task");
        assertThat(folder.resolve("shards")).doesNotExist();
    }

    @Test
    void oneTwoAndFourExecutorsGiveTheSameFiles() throws Exception {
        try (Cluster cluster = Cluster.start(launcher, 4)) {
            for (int executors : List.of(1, 2, 4)) {
                assertThat(launcher.kindling(with(
                                        "output=shards-" + executors,
                                        "master=" + cluster.master(),
                                        "spark.executor.memory=512m",
                                        "spark.cores.max=" + executors))
                                .result()
                                .get("documents")
                                .asLong())
                        .isEqualTo(5_000);
            }
        }
        SortedMap<String, String> expected = hashes(folder.resolve("shards-1"));
        assertThat(expected).hasSizeGreaterThan(40).containsKey("manifest.json");
        assertThat(hashes(folder.resolve("shards-2"))).isEqualTo(expected);
        assertThat(hashes(folder.resolve("shards-4"))).isEqualTo(expected);
    }

    private void killWhen(BooleanSupplier moment) throws Exception {
        launcher.start("kindling", arguments).killWhen(moment);
    }

    private static int count(Path folder) {
        String[] names = folder.toFile().list();
        return names == null ? 0 : names.length;
    }

    private static SortedMap<String, String> hashes(Path folder) throws Exception {
        SortedMap<String, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                hashes.put(
                        folder.relativize(file).toString(),
                        HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file))));
            }
        }
        return hashes;
    }

    private String[] with(String... more) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
    }
}
