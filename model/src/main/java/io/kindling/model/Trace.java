package io.kindling.model;

import io.kindling.kernels.Dropout;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One sequence's way through the model with all that it leaves behind, for those who look inside: the residual stream
 * before and after each half of a block, queries and keys, attention patterns, and what the model would say if it ended
 * after each block (the logit lens, nostalgebraist 2020).
 *
 * <p>T is the sequence's length. It takes about L·(14·T·C + H·T²) + T·V elements of the {@link Kernels}' memory, and
 * lives as long as that.
 */
public final class Trace {
    private final Gpt gpt;
    private final int time;
    private final List<Activations> activations = new ArrayList<>();
    private final List<Tensor> probabilities = new ArrayList<>(); // (H·T, T) each
    private final Tensor normal; // (T, C)
    private final Tensor statistics; // (T, 2)
    private final Tensor logits; // (T, V)

    /** @throws IllegalArgumentException if there is no token, or more than contextLength */
    public Trace(Gpt gpt, int[] tokens) {
        GptConfig config = gpt.config();
        if (tokens.length < 1 || tokens.length > config.contextLength()) {
            throw new IllegalArgumentException("a sequence of " + tokens.length
                    + " tokens must have 1 to contextLength (" + config.contextLength() + ")");
        }
        this.gpt = gpt;
        this.time = tokens.length;
        Kernels kernels = gpt.kernels();
        this.normal = kernels.allocate(time, config.width());
        this.statistics = kernels.allocate(time, 2);
        this.logits = kernels.allocate(time, config.vocabularySize());
        Tensor stream = kernels.allocate(time, config.width());
        gpt.embed(tokens, IntStream.range(0, time).toArray(), 0, stream);
        for (Block block : gpt.blocks()) {
            stream = follow(block, stream);
        }
    }

    /** Goes through one block, from its input to its output. */
    private Tensor follow(Block block, Tensor input) {
        Kernels kernels = gpt.kernels();
        int heads = gpt.config().heads();
        Activations a = Activations.allocate(kernels, gpt.config(), input);
        Tensor scratch = kernels.allocate(1, Math.multiplyExact(heads, Math.multiplyExact(time, time)));
        block.forward(Group.forwardOnly(a, Pack.tight(new int[] {time}), heads, scratch), Dropout.NONE);
        activations.add(a);
        probabilities.add(scratch.reshape(heads * time, time));
        return a.output();
    }

    public int length() {
        return time;
    }

    /** (T, C): the residual stream after {@code blocks} blocks; 0 for the embedding. */
    public Tensor stream(int blocks) {
        return blocks == 0
                ? activations.get(0).input()
                : activations.get(blocks - 1).output();
    }

    /** (T, C): the residual stream inside block {@code layer}, between its attention and its feed-forward. */
    public Tensor middle(int layer) {
        return activations.get(layer).middle();
    }

    /** (T, C): every head's queries side by side. */
    public Tensor queries(int layer) {
        return activations.get(layer).qkv().columns(0, gpt.config().width());
    }

    /** (T, C): every head's keys side by side. */
    public Tensor keys(int layer) {
        int width = gpt.config().width();
        return activations.get(layer).qkv().columns(width, 2 * width);
    }

    /** (T, T): what each token attends to, in rows that sum to 1; zero above the diagonal. */
    public Tensor pattern(int layer, int head) {
        return probabilities.get(layer).rows(head * time, (head + 1) * time);
    }

    /** (T, V): the stream after {@code blocks} blocks through the last norm and the unembedding, until the next call. */
    public Tensor logits(int blocks) {
        gpt.finalNorm().forward(stream(blocks), normal, statistics);
        gpt.unembed(normal, logits); // (T, C) · (V, C)ᵀ = (T, V)
        return logits;
    }
}
