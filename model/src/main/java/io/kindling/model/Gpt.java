package io.kindling.model;

import io.kindling.kernels.Kernels;
import io.kindling.kernels.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A GPT: its configuration, its parameters, and the blocks that work on them. What runs it holds the memory of a run:
 * {@link TrainingStep} forward and backward, {@link Inference} forward alone.
 */
public final class Gpt {
    private final GptConfig config;
    private final Kernels kernels;
    private final Parameters parameters;
    private final List<Block> blocks = new ArrayList<>();
    private final LayerNorm finalNorm;

    /** A model whose parameters are all zero, in memory of {@code kernels}. */
    public Gpt(GptConfig config, Kernels kernels) {
        this(new Parameters(config, kernels), kernels);
    }

    /** A model of these parameters, which are memory that {@code kernels} work on. */
    public Gpt(Parameters parameters, Kernels kernels) {
        this.config = parameters.config();
        this.kernels = kernels;
        this.parameters = parameters;
        for (int layer = 0; layer < config.layers(); layer++) {
            blocks.add(new Block(kernels, parameters, layer));
        }
        this.finalNorm = new LayerNorm(kernels, parameters, "ln_f");
    }

    public GptConfig config() {
        return config;
    }

    public Kernels kernels() {
        return kernels;
    }

    public Parameters parameters() {
        return parameters;
    }

    List<Block> blocks() {
        return blocks;
    }

    LayerNorm finalNorm() {
        return finalNorm;
    }

    /** {@code x} (R, C): the token's vector plus its position's. */
    void embed(int[] tokens, int[] positions, int from, Tensor x) {
        kernels.gather(parameters.tensor("wte.weight"), tokens, from, 0, 1, x, false);
        kernels.gather(parameters.tensor("wpe.weight"), positions, from, 0, 1, x, true);
    }

    /** {@code logits} (R, V) of {@code x} (R, C), the last norm's output. */
    void unembed(Tensor x, Tensor logits) {
        kernels.productTransposed(x, parameters.tensor("wte.weight"), logits, false);
    }
}
