package io.kindling.jobs;

import static io.kindling.jobs.HostileCase.is;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kindling.checkpoint.ModelFiles;
import io.kindling.jobs.HostileCase.Deed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Files of parameters that aren't what they claim: their lengths, their headers, entries of these, and tensors of a model. */
final class HostileParameters {
    private HostileParameters() {}

    static Stream<HostileCase> all() {
        return Stream.of(lengths(), headers(), entries(), tensors()).flatMap(cases -> cases);
    }

    private static void write(Path model, byte[] header, int data) throws IOException {
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + data).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(
                model.resolve(ModelFiles.PARAMETERS),
                file.putLong(header.length).put(header).array());
    }

    private static Deed length(long claimed, int bytes) {
        return model -> Files.write(
                model.resolve(ModelFiles.PARAMETERS),
                ByteBuffer.allocate(8 + bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(claimed)
                        .array());
    }

    private static Stream<HostileCase> lengths() {
        String rule = "must be between 2 and";
        return Stream.of(
                is(
                        "an empty file",
                        "too few for the",
                        model -> Files.write(model.resolve(ModelFiles.PARAMETERS), new byte[0])),
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
                    byte[] whole = Files.readAllBytes(model.resolve(ModelFiles.PARAMETERS));
                    Files.write(model.resolve(ModelFiles.PARAMETERS), Arrays.copyOf(whole, whole.length - 1));
                }),
                is("a file with more behind it", "it was cut off or appended to", model -> {
                    byte[] whole = Files.readAllBytes(model.resolve(ModelFiles.PARAMETERS));
                    Files.write(model.resolve(ModelFiles.PARAMETERS), Arrays.copyOf(whole, whole.length + 1));
                }));
    }

    /** A folder whose header is this, in a file long enough to be a model. */
    private static Deed json(String text) {
        return model -> write(model, text.getBytes(UTF_8), 200_000);
    }

    private static Stream<HostileCase> headers() {
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

    private static Stream<HostileCase> entries() {
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
            byte[] file = Files.readAllBytes(model.resolve(ModelFiles.PARAMETERS));
            int size =
                    (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
            String header = new String(file, 8, size, UTF_8).replace(from, to);
            byte[] bytes = header.getBytes(UTF_8);
            ByteBuffer changed = ByteBuffer.allocate(8 + bytes.length + file.length - 8 - size)
                    .order(ByteOrder.LITTLE_ENDIAN);
            changed.putLong(bytes.length).put(bytes).put(file, 8 + size, file.length - 8 - size);
            Files.write(model.resolve(ModelFiles.PARAMETERS), changed.array());
        };
    }

    private static Stream<HostileCase> tensors() {
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
}
