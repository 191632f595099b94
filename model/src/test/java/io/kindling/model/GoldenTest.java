package io.kindling.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kindling.checkpoint.ModelFiles;
import io.kindling.checkpoint.Safetensors;
import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Dropout;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Nd4jKernels;
import io.kindling.kernels.Team;
import io.kindling.kernels.Tensor;
import io.kindling.optim.AdamW;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A small GPT-2 computed in float64 by another framework: logits, loss, every gradient, ten AdamW steps. Another folder of
 * the same form is taken with {@code -Dkindling.golden=DIR}.
 */
class GoldenTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("kindling.golden", "src/test/resources/golden/gpt2-tiny"));

    private final JsonNode golden = json(FOLDER.resolve("golden.json"));
    private final GptConfig config = new GptConfig(
            golden.at("/config/vocab_size").asInt(),
            golden.at("/config/n_positions").asInt(),
            golden.at("/config/n_embd").asInt(),
            golden.at("/config/n_head").asInt(),
            golden.at("/config/n_layer").asInt(),
            0,
            true);
    private final int batch = golden.get("batch").asInt();
    private final int[] inputs = tokens(0);
    private final int[] targets = tokens(1);

    static Stream<Arguments> kernels() {
        return Stream.of(
                Arguments.of("CpuKernels", (Supplier<Kernels>) CpuKernels::new),
                Arguments.of("Nd4jKernels, float", (Supplier<Kernels>) () -> new Nd4jKernels(DataType.FLOAT)),
                Arguments.of("Nd4jKernels, double", (Supplier<Kernels>) () -> new Nd4jKernels(DataType.DOUBLE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kernels")
    void logitsEqualTheOtherFrameworks(String name, Supplier<Kernels> factory) {
        try (Kernels kernels = factory.get()) {
            Gpt gpt = model(kernels);
            int[] lengths = new int[batch];
            Arrays.fill(lengths, config.contextLength());
            Tensor hidden = new Inference(gpt, inputs.length).forward(inputs, lengths);
            Tensor logits = kernels.allocate(inputs.length, config.vocabularySize());
            gpt.unembed(hidden, logits);
            float[] expected = tensors("logits.safetensors").get("logits");
            assertThat(largestDifference(values(logits), expected)).isLessThan(1e-4);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kernels")
    void lossAndEveryGradientEqualTheOtherFrameworks(String name, Supplier<Kernels> factory) {
        try (Kernels kernels = factory.get();
                Team team = new Team(2)) {
            TrainingStep step = new TrainingStep(model(kernels), team, batch, 1);
            double loss = step.run(inputs, targets, Dropout.NONE);
            assertThat(Math.abs(loss - golden.get("loss").asDouble())).isLessThan(1e-5);
            tensors("gradients.safetensors").forEach((tensor, expected) -> {
                float[] actual = values(step.gradient().tensor(tensor));
                assertThat(relativeDifference(actual, expected)).as(tensor).isLessThan(1e-4);
            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kernels")
    void tenStepsOfAdamWEqualTheOtherFrameworks(String name, Supplier<Kernels> factory) {
        JsonNode o = golden.get("optimizer");
        AdamW.Settings settings = new AdamW.Settings(
                o.get("beta1").asDouble(),
                o.get("beta2").asDouble(),
                o.get("epsilon").asDouble(),
                o.get("weight_decay").asDouble(),
                o.get("clip_global_norm").asDouble());
        try (Kernels kernels = factory.get();
                Team team = new Team(2)) {
            Gpt gpt = model(kernels);
            TrainingStep step = new TrainingStep(gpt, team, batch, 1);
            AdamW optimizer = new AdamW(settings, gpt.parameters(), step.gradient(), kernels, team);
            for (int i = 0; i < golden.get("losses").size(); i++) {
                double loss = step.run(inputs, targets, Dropout.NONE);
                double norm = optimizer.step(o.get("learning_rate").asDouble());
                assertThat(loss)
                        .as("loss " + i)
                        .isCloseTo(golden.get("losses").get(i).asDouble(), offset(1e-4));
                assertThat(norm)
                        .as("norm " + i)
                        .isCloseTo(
                                golden.at("/gradient_norms_before_clipping/" + i)
                                        .asDouble(),
                                offset(1e-4));
            }
            tensors("model-after-10-steps.safetensors").forEach((tensor, expected) -> {
                float[] actual = values(gpt.parameters().tensor(tensor));
                if (tensor.endsWith("attn.c_attn.bias")) {
                    // A constant added to every key changes nothing: the true gradient of this third is zero, and
                    // AdamW makes steps out of its rounding.
                    Arrays.fill(actual, config.width(), 2 * config.width(), 0);
                    Arrays.fill(expected, config.width(), 2 * config.width(), 0);
                }
                assertThat(largestDifference(actual, expected)).as(tensor).isLessThan(1e-4);
            });
        }
    }

    private Gpt model(Kernels kernels) {
        Gpt gpt = new Gpt(config, kernels);
        Path file = FOLDER.resolve("model.safetensors");
        try (InputStream in = Files.newInputStream(file)) {
            gpt.parameters().put(ModelFiles.read(config, in, Files.size(file), file.toString()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return gpt;
    }

    private int[] tokens(int shift) {
        int time = config.contextLength();
        return IntStream.range(0, batch * time)
                .map(i ->
                        golden.get("tokens").get(i / time).get(i % time + shift).asInt())
                .toArray();
    }

    private static Map<String, float[]> tensors(String name) {
        Path file = FOLDER.resolve(name);
        Map<String, float[]> result = new LinkedHashMap<>();
        try (InputStream in = Files.newInputStream(file)) {
            Safetensors.read(in, Files.size(file), name, entry -> {
                float[] values = new float[Math.toIntExact(entry.size())];
                result.put(entry.name(), values);
                int[] next = {0};
                return (chunk, count) -> {
                    System.arraycopy(chunk, 0, values, next[0], count);
                    next[0] += count;
                };
            });
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return result;
    }

    private static float[] values(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.size())];
        for (int row = 0; row < tensor.rows(); row++) {
            tensor.get(row, 0, values, row * tensor.columns(), tensor.columns());
        }
        return values;
    }

    private static double largestDifference(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        return IntStream.range(0, actual.length)
                .mapToDouble(i -> Math.abs((double) actual[i] - expected[i]))
                .max()
                .orElse(0);
    }

    private static double relativeDifference(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < actual.length; i++) {
            difference += Math.pow((double) actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / norm);
    }

    private static JsonNode json(Path file) {
        try {
            return new JsonMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
