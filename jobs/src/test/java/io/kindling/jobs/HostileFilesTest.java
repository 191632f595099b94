package io.kindling.jobs;

import static io.kindling.jobs.HostileCase.is;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.kindling.checkpoint.ModelFiles;
import io.kindling.jobs.HostileCase.Deed;
import io.kindling.model.Parameters;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Folders that claim to hold a model: each ends with status 3 and a message, and takes little memory to be seen through. */
class HostileFilesTest {
    /** Bytes that may be allocated on the way to the refusal of a file of a few megabytes. */
    private static final long MOST_MEMORY = 400L << 20;

    private static final String INDEX = "model.safetensors.index.json";

    @TempDir
    private static Path folder;

    private static Path good;

    @BeforeAll
    static void model() throws IOException {
        good = folder.resolve("good");
        SmallModel.write(good);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void isRefused(HostileCase hostile) throws IOException {
        Path model = Files.createDirectories(folder.resolve(hostile.name().replaceAll("[^A-Za-z0-9]", "-")));
        for (String name : List.of("config.json", "tokenizer.json", ModelFiles.PARAMETERS)) {
            Files.copy(good.resolve(name), model.resolve(name));
        }
        hostile.deed().to(model);
        StringWriter err = new StringWriter();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        int status = Kindling.commandLine(Kindling.verbs())
                .setErr(new PrintWriter(err))
                .execute("import", "input=" + model, "output=" + folder.resolve("out"));
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(err.toString())
                .startsWith("kindling: ")
                .contains(hostile.message())
                .hasSizeLessThan(2000);
        assertThat(status).isEqualTo(3);
        assertThat(allocated).isLessThan(MOST_MEMORY);
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(folder.resolve("out.unfinished")).doesNotExist();
    }

    static Stream<HostileCase> hostile() {
        return Stream.of(HostileParameters.all(), configurations(), tokenizers(), indices())
                .flatMap(cases -> cases);
    }

    @Test
    void thereAreFiftyOfThemAtLeast() {
        assertThat(hostile().map(HostileCase::name).distinct()).hasSizeGreaterThan(50);
    }

    // Configuration

    private static Deed config(String key, String value) {
        return model -> {
            String text = Files.readString(model.resolve("config.json"));
            Files.writeString(
                    model.resolve("config.json"),
                    text.replaceFirst("\"" + key + "\" : [^,\n]*", "\"" + key + "\" : " + value));
        };
    }

    private static Deed text(String file, String text) {
        return model -> Files.writeString(model.resolve(file), text);
    }

    static Stream<HostileCase> configurations() {
        String file = "config.json";
        return Stream.of(
                is("a width of NaN", "isn't JSON", config("n_embd", "NaN")),
                is("a width of text", "n_embd (\"32\") must be a whole number", config("n_embd", "\"32\"")),
                is("a width of 2^31 - 1", "parameters; they must be at most", config("n_embd", "2147483646")),
                is("2^31 - 1 blocks", "layers (2147483647) must be at most", config("n_layer", "2147483647")),
                is("a vocabulary of 2^31 - 1", "parameters; they must be at most", config("vocab_size", "2147483647")),
                is("a context larger than the file", "too few for the", config("n_positions", "30000")),
                is("a context of 2^30", "must be at most", config("n_positions", "1073741824")),
                is(
                        "a context that fits no attention",
                        "squared, times heads (2) must be at most",
                        config("n_positions", "100000")),
                is("minus two heads", "heads (-2) must be at least 1", config("n_head", "-2")),
                is(
                        "heads that don't divide the width",
                        "width (32) must be divisible by heads (5)",
                        config("n_head", "5")),
                is(
                        "a number of blocks that is a fraction",
                        "n_layer (2.5) must be a whole number",
                        config("n_layer", "2.5")),
                is("a dropout of NaN", "resid_pdrop (\"NaN\") must be a number", config("resid_pdrop", "\"NaN\"")),
                is("an infinite dropout", "dropout (Infinity) must be", config("resid_pdrop", "1e999")),
                is("another epsilon", "layer_norm_epsilon (0.001) must be 1e-5", config("layer_norm_epsilon", "1e-3")),
                is(
                        "another activation",
                        "activation_function (\"relu\") must be gelu_new",
                        config("activation_function", "\"relu\"")),
                is("another architecture", "model_type (\"llama\") must be gpt2", config("model_type", "\"llama\"")),
                is("a configuration of megabytes", "must be at most 1048576 bytes", text(file, " ".repeat(3_000_000))),
                is("a configuration of a hundred thousand levels", "isn't JSON", text(file, "{\"a\":".repeat(100_000))),
                is("an empty configuration", "must be a JSON object", text(file, "")),
                is("a configuration that is a list", "must be a JSON object", text(file, "[]")),
                is(
                        "a configuration in Latin-1",
                        "must be text in UTF-8",
                        model -> Files.write(
                                model.resolve(file), new byte[] {'{', '"', (byte) 0xe9, '"', ':', '1', '}'})),
                is("no configuration", "is missing", model -> Files.delete(model.resolve(file))));
    }

    // Tokenizer

    private static Deed tokenizer(String from, String to) {
        return model -> {
            String text = Files.readString(model.resolve("tokenizer.json"));
            assertThat(text).contains(from);
            Files.writeString(model.resolve("tokenizer.json"), text.replace(from, to));
        };
    }

    static Stream<HostileCase> tokenizers() {
        String file = "tokenizer.json";
        return Stream.of(
                is("an empty tokenizer", "a JSON object is expected", text(file, "")),
                is("a tokenizer of words", "not valid JSON", text(file, "hello")),
                is("a tokenizer of a million levels", "not valid JSON", text(file, "[".repeat(1_000_000))),
                is(
                        "a tokenizer of ten million empty lists",
                        "not valid JSON",
                        text(file, "{\"model\": [" + "[],".repeat(10_000_000))),
                is("a tokenizer of a gigabyte", "must be at most 67108864 bytes", model -> {
                    try (RandomAccessFile sparse =
                            new RandomAccessFile(model.resolve(file).toFile(), "rw")) {
                        sparse.setLength(1L << 30);
                    }
                }),
                is("a token of 2^31", "must be a whole number", tokenizer("\"!\":0", "\"!\":2147483648")),
                is("a token below zero", "must be from 0 to 299", tokenizer("\"!\":0", "\"!\":-1")),
                is("a token beyond the vocabulary", "must be from 0 to 299", tokenizer("\"!\":0", "\"!\":300")),
                is("two tokens with one id", "have the same id", tokenizer("\"!\":0", "\"!\":1")),
                is(
                        "a token that another vocabulary has",
                        "must be written in the byte-level alphabet",
                        tokenizer("\"!\":0", "\"字\":0")),
                is(
                        "a merge of what isn't there",
                        "must be in the vocabulary",
                        tokenizer("\"merges\":[", "\"merges\":[\"! !\",")),
                is(
                        "a normalizer",
                        "normalizer must be null",
                        tokenizer("\"normalizer\":null", "\"normalizer\":{\"type\":\"NFC\"}")),
                is(
                        "another vocabulary",
                        "a model needs the tokenizer it was trained with",
                        tokenizer("\"type\":\"BPE\"", "\"type\":\"BPE\"").and(config("vocab_size", "301"))),
                is("no tokenizer", "is missing", model -> Files.delete(model.resolve(file))));
    }

    // Index

    private static Deed index(String text) {
        return model -> {
            Files.move(model.resolve(ModelFiles.PARAMETERS), model.resolve("model-00001-of-00002.safetensors"));
            Files.writeString(model.resolve(INDEX), text);
        };
    }

    private static String map(String file) {
        return "{\"weight_map\": {\"wte.weight\": %s}}".formatted(file);
    }

    static Stream<HostileCase> indices() {
        String beside = "must be a .safetensors file of the same folder";
        return Stream.of(
                is("a path that leaves the folder", beside, index(map("\"../good/model.safetensors\""))),
                is("a path to the root", beside, index(map("\"/etc/passwd\""))),
                is("a path to elsewhere", beside, index(map("\"http://elsewhere/model.safetensors\""))),
                is("a path with a zero in it", beside, index(map("\"a\\u0000.safetensors\""))),
                is("a file that is hidden", beside, index(map("\".safetensors\""))),
                is("a file that is a pickle", beside, index(map("\"pytorch_model.bin\""))),
                is("a file that is a number", beside, index(map("1"))),
                is("a file that isn't there", "is missing", index(map("\"model-00002-of-00002.safetensors\""))),
                is("a map that is a list", "must be an object of tensors", index("{\"weight_map\": []}")),
                is("an index of a million levels", "isn't JSON", index("[".repeat(1_000_000))),
                is(
                        "an index of five million entries",
                        "isn't JSON",
                        index("{\"weight_map\": [" + "1,".repeat(5_000_000))),
                is("an index of twenty megabytes", "more than 16777216", index(" ".repeat(20_000_000))));
    }

    @Test
    void theGoodOneIsTaken() throws IOException {
        StringWriter err = new StringWriter();
        int status = Kindling.commandLine(Kindling.verbs())
                .setErr(new PrintWriter(err))
                .setOut(new PrintWriter(new StringWriter()))
                .execute("import", "input=" + good, "output=" + folder.resolve("taken"));
        assertThat(err.toString()).isEmpty();
        assertThat(status).isZero();
        long parameters = Parameters.count(SmallModel.CONFIG);
        assertThat(Files.size(folder.resolve("taken").resolve(ModelFiles.PARAMETERS)))
                .isBetween(4 * parameters, 4 * parameters + 10_000);
    }
}
