package io.kindling.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.kindling.checkpoint.ModelFiles;
import io.kindling.model.Parameters;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    private static final String PARAMETERS = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    @TempDir
    private static Path folder;

    private static Path good;

    @BeforeAll
    static void model() throws IOException {
        good = folder.resolve("good");
        SmallModel.write(good);
    }

    /** Spoils a good folder. */
    private interface Deed {
        void to(Path model) throws IOException;

        default Deed and(Deed next) {
            return model -> {
                to(model);
                next.to(model);
            };
        }
    }

    private record Case(String name, Deed deed, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case is(String name, String message, Deed deed) {
        return new Case(name, deed, message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"lengths", "headers", "entries", "tensors", "configurations", "tokenizers", "indices"})
    void isRefused(Case hostile) throws IOException {
        Path model = Files.createDirectories(folder.resolve(hostile.name.replaceAll("[^A-Za-z0-9]", "-")));
        for (String name : List.of("config.json", "tokenizer.json", PARAMETERS)) {
            Files.copy(good.resolve(name), model.resolve(name));
        }
        hostile.deed.to(model);
        StringWriter err = new StringWriter();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        int status = Kindling.commandLine(Kindling.verbs())
                .setErr(new PrintWriter(err))
                .execute("import", "input=" + model, "output=" + folder.resolve("out"));
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(err.toString())
                .startsWith("kindling: ")
                .contains(hostile.message)
                .hasSizeLessThan(2000);
        assertThat(status).isEqualTo(3);
        assertThat(allocated).isLessThan(MOST_MEMORY);
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(folder.resolve("out.unfinished")).doesNotExist();
    }

    @Test
    void thereAreFiftyOfThemAtLeast() {
        assertThat(Stream.of(lengths(), headers(), entries(), tensors(), configurations(), tokenizers(), indices())
                        .flatMap(cases -> cases)
                        .map(Case::name)
                        .distinct())
                .hasSizeGreaterThan(50);
    }

    // Parameters

    private static void write(Path model, byte[] header, int data) throws IOException {
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + data).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(
                model.resolve(PARAMETERS),
                file.putLong(header.length).put(header).array());
    }

    private static Deed length(long claimed, int bytes) {
        return model -> Files.write(
                model.resolve(PARAMETERS),
                ByteBuffer.allocate(8 + bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(claimed)
                        .array());
    }

    static Stream<Case> lengths() {
        String rule = "must be between 2 and";
        return Stream.of(
                is("an empty file", "too few for the", model -> Files.write(model.resolve(PARAMETERS), new byte[0])),
                is("a file of zeros", "header length 0 " + rule, length(0, 200_000)),
                is("a header of one byte", "header length 1 " + rule, length(1, 200_000)),
                is("a header longer than the file", "header length 300000 " + rule, length(300_000, 200_000)),
                is(
                        "a header of 100 MB in a small file",
                        "header length 100000000 " + rule,
                        length(100_000_000, 200_000)),
                is("a header of 2^63 bytes", "header length 9223372036854775808 " + rule, length(1L << 63, 200_000)),
                is("a header of 2^64 - 1 bytes", "header length 18446744073709551615 " + rule, length(-1, 200_000)),
                is(
                        "a header of 17 MB that is there",
                        "header length 17000000 must be between 2 and 16777216",
                        length(17_000_000, 18_000_000)),
                is("a header of zeros", "must be 1000 bytes of JSON that start with {", length(1000, 200_000)),
                is("a file cut off", "it was cut off or appended to", model -> {
                    byte[] whole = Files.readAllBytes(good.resolve(PARAMETERS));
                    Files.write(model.resolve(PARAMETERS), Arrays.copyOf(whole, whole.length - 1));
                }),
                is("a file with more behind it", "it was cut off or appended to", model -> {
                    byte[] whole = Files.readAllBytes(good.resolve(PARAMETERS));
                    Files.write(model.resolve(PARAMETERS), Arrays.copyOf(whole, whole.length + 1));
                }));
    }

    /** A folder whose header is this, in a file long enough to be a model. */
    private static Deed json(String text) {
        return model -> write(model, text.getBytes(UTF_8), 200_000);
    }

    static Stream<Case> headers() {
        String notJson = "the header isn't JSON";
        return Stream.of(
                is("words", notJson, json("{ this is no header }")),
                is("JSON without an end", notJson, json("{\"a\": {\"dtype\": \"F32\"")),
                is("more after the header", "more follows it", json("{} {}")),
                is(
                        "a tensor that is a number",
                        "must be an object with dtype, shape and data_offsets",
                        json("{\"a\": 1}")),
                is("a tensor twice", notJson, json("{%s, %s}".formatted(tensor("a", 0, 4), tensor("a", 4, 8)))),
                is("JSON of a million levels", "has a field a; only dtype", json("{\"a\":".repeat(1_000_000))),
                is("metadata of a million levels", notJson, json("{\"__metadata__\":" + "[".repeat(1_000_000))),
                is(
                        "a name of forty thousand letters",
                        "has more than 1000 characters",
                        json("{%s}"
                                .formatted(tensor("a", 0, 200_000))
                                .replace("\"a\"", "\"" + "a".repeat(40_000) + "\""))),
                is(
                        "a hundred thousand tensors",
                        "more than 65536 tensors",
                        json(IntStream.range(0, 100_000)
                                .mapToObj(i -> tensor("t" + i, 4L * i, 4L * i + 4))
                                .collect(Collectors.joining(",", "{", "}")))));
    }

    private static String tensor(String name, long from, long to) {
        return "\"%s\": {\"dtype\": \"F32\", \"shape\": [%d], \"data_offsets\": [%d, %d]}"
                .formatted(name, (to - from) / 4, from, to);
    }

    private static Deed entry(String type, String shape, String offsets) {
        return json("{\"a\": {\"dtype\": %s, \"shape\": %s, \"data_offsets\": %s}}".formatted(type, shape, offsets));
    }

    static Stream<Case> entries() {
        String whole = "where a whole number from 0 must stand";
        String holes = "holes and overlaps aren't allowed";
        return Stream.of(
                is("overlapping tensors", holes, json("{%s, %s}".formatted(tensor("a", 0, 8), tensor("b", 4, 12)))),
                is("a hole between tensors", holes, json("{%s, %s}".formatted(tensor("a", 0, 8), tensor("b", 12, 16)))),
                is("a hole at the beginning", holes, json("{%s}".formatted(tensor("a", 8, 16)))),
                is("two tensors in one place", holes, json("{%s, %s}".formatted(tensor("a", 0, 8), tensor("b", 0, 8)))),
                is("a tensor that ends before it begins", "doesn't fill its bytes", entry("\"F32\"", "[1]", "[8, 4]")),
                is("a negative offset", whole, entry("\"F32\"", "[1]", "[-4, 0]")),
                is("an offset of 2^63", whole, entry("\"F32\"", "[1]", "[0, 9223372036854775808]")),
                is(
                        "an offset of ten thousand digits",
                        "isn't JSON",
                        entry("\"F32\"", "[1]", "[0, %s]".formatted("9".repeat(10_000)))),
                is("an offset that is a fraction", whole, entry("\"F32\"", "[1]", "[0, 4.5]")),
                is("an offset that is text", whole, entry("\"F32\"", "[1]", "[0, \"4\"]")),
                is("three offsets", "two data_offsets", entry("\"F32\"", "[1]", "[0, 4, 8]")),
                is("offsets that are an object", "must be a list of whole numbers", entry("\"F32\"", "[1]", "{}")),
                is("no dtype", "must have a dtype", json("{\"a\": {\"shape\": [1], \"data_offsets\": [0, 4]}}")),
                is("no shape", "must have a dtype", json("{\"a\": {\"dtype\": \"F32\", \"data_offsets\": [0, 4]}}")),
                is("a field too many", "has a field file", json("{\"a\": {\"file\": \"/etc/passwd\"}}")),
                is("a pickle's dtype", "has dtype O", entry("\"O\"", "[1]", "[0, 4]")),
                is(
                        "an infinite number of dimensions",
                        "more than 8 numbers",
                        entry("\"F32\"", "[%s1]".formatted("1,".repeat(500_000)), "[0, 4]")),
                is("a negative dimension", whole, entry("\"F32\"", "[-1, -1]", "[0, 4]")),
                is(
                        "dimensions whose product is 2^64",
                        "larger than any file",
                        entry("\"F32\"", "[4294967296, 4294967296]", "[0, 0]")),
                is(
                        "dimensions whose bytes are 2^64",
                        "larger than any file",
                        entry("\"F32\"", "[4611686018427387904]", "[0, 0]")),
                is(
                        "a shape that doesn't fill its bytes",
                        "doesn't fill its bytes",
                        entry("\"F32\"", "[3]", "[0, 200000]")));
    }

    /** The good model's header with a change to it, over the good model's bytes. */
    private static Deed changed(String from, String to) {
        return model -> {
            byte[] file = Files.readAllBytes(good.resolve(PARAMETERS));
            int size =
                    (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
            String header = new String(file, 8, size, UTF_8).replace(from, to);
            byte[] bytes = header.getBytes(UTF_8);
            ByteBuffer changed = ByteBuffer.allocate(8 + bytes.length + file.length - 8 - size)
                    .order(ByteOrder.LITTLE_ENDIAN);
            changed.putLong(bytes.length).put(bytes).put(file, 8 + size, file.length - 8 - size);
            Files.write(model.resolve(PARAMETERS), changed.array());
        };
    }

    static Stream<Case> tensors() {
        return Stream.of(
                is("a tensor with another name", "isn't a tensor of", changed("h.1.ln_2.weight", "h.9.ln_2.weight")),
                is(
                        "a tensor that is left out",
                        "lacks h.1.ln_2.bias",
                        changed("\"h.1.ln_2.bias\"", "\"lm_head.weight\"")),
                is(
                        "a tensor under two names",
                        "was already in",
                        changed("\"h.1.ln_2.bias\"", "\"transformer.h.0.ln_2.bias\"")),
                is("a matrix lying on its side", "where [32, 96] is needed", changed("[32,96]", "[96,32]")),
                is(
                        "parameters that are bytes",
                        "has dtype U8",
                        changed(
                                "\"ln_f.bias\":{\"dtype\":\"F32\",\"shape\":[32]",
                                "\"ln_f.bias\":{\"dtype\":\"U8\",\"shape\":[128]")));
    }

    // Configuration

    private static Deed config(String key, String value) {
        return model -> {
            String text = Files.readString(good.resolve("config.json"));
            Files.writeString(
                    model.resolve("config.json"),
                    text.replaceFirst("\"" + key + "\" : [^,\n]*", "\"" + key + "\" : " + value));
        };
    }

    private static Deed text(String file, String text) {
        return model -> Files.writeString(model.resolve(file), text);
    }

    static Stream<Case> configurations() {
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
            String text = Files.readString(good.resolve("tokenizer.json"));
            assertThat(text).contains(from);
            Files.writeString(model.resolve("tokenizer.json"), text.replace(from, to));
        };
    }

    static Stream<Case> tokenizers() {
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
            Files.move(model.resolve(PARAMETERS), model.resolve("model-00001-of-00002.safetensors"));
            Files.writeString(model.resolve(INDEX), text);
        };
    }

    private static String map(String file) {
        return "{\"weight_map\": {\"wte.weight\": %s}}".formatted(file);
    }

    static Stream<Case> indices() {
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
