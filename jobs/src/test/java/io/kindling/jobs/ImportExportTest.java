package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.checkpoint.ModelFiles;
import io.kindling.jobs.configuration.Configuration;
import io.kindling.model.GptConfig;
import io.kindling.model.Initialisation;
import io.kindling.model.Parameters;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportExportTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private static Path folder;

    private static Path model;

    @BeforeAll
    static void model() throws IOException {
        model = folder.resolve("model");
        SmallModel.write(model);
    }

    private static <C extends Record> C read(Class<C> type, String... values) {
        Configuration<C> configuration = Configuration.of(type);
        List.of(values).forEach(configuration::assign);
        return configuration.read();
    }

    private static Import.Result take(Path input, String output) throws IOException {
        return Import.run(
                read(Import.Settings.class, "input=" + input, "output=" + folder.resolve(output)), LocalSpark::context);
    }

    private static Export.Result give(Path from, String output, String... more) throws IOException {
        String[] values = Stream.concat(Stream.of("model=" + from, "output=" + folder.resolve(output)), Stream.of(more))
                .toArray(String[]::new);
        return Export.run(read(Export.Settings.class, values), LocalSpark::context);
    }

    /** The header of a safetensors file, in its order. */
    private static JsonNode header(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = new byte[(int) bytes.getLong()];
        bytes.get(header);
        return JSON.readTree(header);
    }

    @Test
    void whatIsExportedAndImportedAgainIsTheSameBitForBit() throws IOException {
        Export.Result given = give(model, "there");
        Import.Result taken = take(folder.resolve("there"), "and-back");
        assertThat(taken.parametersSha256()).isEqualTo(given.parametersSha256());
        for (String file : List.of(ModelFiles.PARAMETERS, ModelFiles.CONFIG, RunFolder.TOKENIZER)) {
            assertThat(folder.resolve("and-back").resolve(file)).hasSameBinaryContentAs(model.resolve(file));
        }
    }

    /** As GPT2LMHeadModel.save_pretrained and its tokenizer's have them. */
    @Test
    void anExportHasTheFilesAndTensorsOfAHuggingFaceFolder() throws IOException {
        give(model, "hugging-face");
        Path output = folder.resolve("hugging-face");
        try (Stream<Path> files = Files.list(output)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "config.json",
                            "generation_config.json",
                            "model.safetensors",
                            "tokenizer.json",
                            "tokenizer_config.json");
        }
        JsonNode header = header(output.resolve("model.safetensors"));
        List<String> names = new ArrayList<>();
        header.fieldNames().forEachRemaining(names::add);
        assertThat(names.get(0)).isEqualTo("__metadata__");
        assertThat(header.get("__metadata__")).hasToString("{\"format\":\"pt\"}");
        assertThat(names.subList(1, names.size()))
                .isSorted()
                .hasSize(28)
                .contains("transformer.h.1.attn.c_attn.bias", "transformer.ln_f.weight", "transformer.wte.weight");
        Map<String, String> shapes = new TreeMap<>();
        names.subList(1, names.size()).forEach(name -> {
            assertThat(header.get(name).get("dtype").asText()).isEqualTo("F32");
            shapes.put(
                    name.replaceFirst("transformer[.](h[.][01][.])?", ""),
                    header.get(name).get("shape").toString());
        });
        assertThat(shapes)
                .containsEntry("wte.weight", "[300,32]")
                .containsEntry("wpe.weight", "[32,32]")
                .containsEntry("attn.c_attn.weight", "[32,96]")
                .containsEntry("attn.c_attn.bias", "[96]")
                .containsEntry("attn.c_proj.weight", "[32,32]")
                .containsEntry("mlp.c_fc.weight", "[32,128]")
                .containsEntry("mlp.c_proj.weight", "[128,32]")
                .containsEntry("ln_1.weight", "[32]")
                .hasSize(16);
        JsonNode config = JSON.readTree(output.resolve("config.json").toFile());
        assertThat(config.get("architectures")).hasToString("[\"GPT2LMHeadModel\"]");
        assertThat(config.get("vocab_size").asInt()).isEqualTo(300);
        assertThat(config.get("n_inner").isNull()).isTrue();
        JsonNode tokenizer =
                JSON.readTree(output.resolve("tokenizer_config.json").toFile());
        assertThat(tokenizer.get("tokenizer_class").asText()).isEqualTo("GPT2Tokenizer");
        assertThat(tokenizer.get("eos_token").asText()).isEqualTo("<|endoftext|>");
    }

    @Test
    void aModelWithoutBiasesGetsZeros() throws IOException {
        GptConfig plain = new GptConfig(300, 32, 32, 2, 2, 0, false);
        Path unbiased = folder.resolve("unbiased");
        Files.createDirectories(unbiased);
        Files.copy(model.resolve("tokenizer.json"), unbiased.resolve("tokenizer.json"));
        Files.writeString(unbiased.resolve("config.json"), ModelFiles.config(plain, 299));
        try (OutputStream out = Files.newOutputStream(unbiased.resolve("model.safetensors"))) {
            ModelFiles.write(plain, Initialisation.gpt2(plain, 1), out);
        }
        give(unbiased, "biased");
        assertThat(header(folder.resolve("biased/model.safetensors")).size()).isEqualTo(29);
        assertThat(take(folder.resolve("biased"), "biased-back").parameters()).isGreaterThan(0);
    }

    /** A folder in two files under an index, with and without the prefix, in half precision, with what is to be passed over. */
    @Test
    void aShardedFolderInHalfPrecisionIsRead() throws IOException {
        Path sharded = Files.createDirectories(folder.resolve("sharded"));
        Files.copy(model.resolve("config.json"), sharded.resolve("config.json"));
        Files.copy(model.resolve("tokenizer.json"), sharded.resolve("tokenizer.json"));
        List<String> names = List.of("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors");
        ObjectNode index = JSON.createObjectNode();
        ObjectNode map = index.putObject("weight_map");
        List<HalfTensor> tensors = HalfTensor.of(model.resolve("model.safetensors"));
        for (int file = 0; file < 2; file++) {
            List<HalfTensor> some = new ArrayList<>();
            for (int i = file; i < tensors.size(); i += 2) {
                some.add(tensors.get(i));
                map.put(tensors.get(i).name(), names.get(file));
            }
            HalfTensor.write(some, sharded.resolve(names.get(file)), file == 0 ? "transformer." : "", file == 0);
        }
        Files.writeString(sharded.resolve("model.safetensors.index.json"), index.toString());
        take(sharded, "whole");
        Map<String, float[]> expected = new TreeMap<>();
        tensors.forEach(tensor -> expected.put(tensor.name(), tensor.values()));
        Map<String, float[]> found = new TreeMap<>();
        HalfTensor.of(folder.resolve("whole/model.safetensors")).forEach(t -> found.put(t.name(), t.exact()));
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        found.forEach((name, values) -> assertThat(values).as(name).isEqualTo(expected.get(name)));
    }

    @Test
    void aGgufFileHasItsTensorsTransposedAndInTheirPlace() throws IOException {
        give(model, "model.gguf", "format=gguf");
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("model.gguf")))
                .order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[4];
        file.get(magic);
        assertThat(new String(magic, StandardCharsets.US_ASCII)).isEqualTo("GGUF");
        assertThat(file.getInt()).isEqualTo(3);
        assertThat(file.getLong()).isEqualTo(28);
        assertThat(file.getLong()).isEqualTo(17);
        String text = new String(file.array(), StandardCharsets.ISO_8859_1);
        assertThat(text)
                .contains("general.architecture", "gpt2.attention.layer_norm_epsilon", "tokenizer.ggml.merges")
                .contains("blk.1.ffn_down.weight", "token_embd.weight", "output_norm.bias");
        Map<String, float[]> own = new TreeMap<>();
        HalfTensor.of(model.resolve("model.safetensors")).forEach(t -> own.put(t.name(), t.exact()));
        int at = text.indexOf("blk.0.ffn_up.weight") + "blk.0.ffn_up.weight".length();
        assertThat(file.getInt(at)).isEqualTo(2); // dimensions: the inputs of an output lie side by side
        assertThat(file.getLong(at + 4)).isEqualTo(32);
        assertThat(file.getLong(at + 12)).isEqualTo(128);
        long offset = file.getLong(at + 24);
        long data = file.capacity() - dataBytes();
        assertThat(data % 32).isZero();
        float[] weight = own.get("h.0.mlp.c_fc.weight"); // (32, 128)
        for (int output = 0; output < 128; output++) {
            for (int input = 0; input < 32; input++) {
                assertThat(file.getFloat((int) (data + offset + 4L * (output * 32 + input))))
                        .isEqualTo(weight[input * 128 + output]);
            }
        }
    }

    /** All tensors of the small model have a multiple of 32 bytes. */
    private static long dataBytes() {
        return 4 * Parameters.count(SmallModel.CONFIG);
    }

    @Test
    void trainingGoesOnFromAModel() throws IOException {
        String shards = folder.resolve("shards").toString();
        Tokenize.run(
                read(Tokenize.Settings.class, "input=stories:60", "tokenizer=" + model, "output=" + shards),
                LocalSpark::context);
        String[] training = {
            "shards=" + shards,
            "model={contextLength: 32, width: 32, heads: 2, layers: 2}",
            "training={steps: 1, batch: 2, warmupSteps: 0, learningRate: 1e-12, minimumLearningRate: 0, weightDecay: 0}",
            "validation.everyRounds=0"
        };
        Path trained = folder.resolve("trained");
        Train.train(with(training, "run=" + trained, "init=" + model), LocalSpark::context);
        Path checkpoint = trained.resolve("checkpoints/step-000000001");
        Map<String, float[]> before = new TreeMap<>();
        HalfTensor.of(model.resolve("model.safetensors")).forEach(t -> before.put(t.name(), t.exact()));
        HalfTensor.of(checkpoint.resolve("model.safetensors"))
                .forEach(tensor -> assertThat(tensor.exact())
                        .usingComparatorWithPrecision(1e-6f)
                        .containsExactly(before.get(tensor.name())));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Train.train(
                        with(training, "run=" + folder.resolve("deeper"), "init=" + model, "model.layers=3"),
                        LocalSpark::context))
                .withMessageContaining(": all but dropout must be the same");
    }

    private static TrainSettings with(String[] training, String... more) {
        return read(
                TrainSettings.class,
                Stream.concat(Stream.of(training), Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void anOutputThatIsThereIsLeftAlone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> give(model, "model"))
                .withMessage("output (%s) already exists: remove it or name another".formatted(model));
    }
}
