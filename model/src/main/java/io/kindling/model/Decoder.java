package io.kindling.model;

import io.kindling.kernels.Dropout;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * One sequence that grows at its end: keeps the keys and values of every block, so that a new token costs one row of each
 * product, whatever came before, and attention over what came before.
 */
public final class Decoder {
    private final Gpt gpt;
    private final Activations activations; // of T tokens
    private final Group one;
    private final Tensor probabilities; // (1, H·T²)
    private final List<Tensor> keys = new ArrayList<>(); // L × (T, C)
    private final List<Tensor> values = new ArrayList<>(); // L × (T, C)
    private final Tensor normal; // (1, C)
    private final Tensor statistics; // (1, 2)
    private final Tensor logits; // (1, V)
    private int length;

    public Decoder(Gpt gpt) {
        GptConfig config = gpt.config();
        Kernels kernels = gpt.kernels();
        int time = config.contextLength();
        int width = config.width();
        this.gpt = gpt;
        this.activations = Activations.allocateForwardOnly(kernels, config, time);
        this.probabilities = kernels.allocate(1, Math.multiplyExact(config.heads(), Math.multiplyExact(time, time)));
        this.one = Group.forwardOnly(activations, new int[] {1}, config.heads(), probabilities);
        for (int layer = 0; layer < config.layers(); layer++) {
            keys.add(kernels.allocate(time, width));
            values.add(kernels.allocate(time, width));
        }
        this.normal = kernels.allocate(1, width);
        this.statistics = kernels.allocate(1, 2);
        this.logits = kernels.allocate(1, config.vocabularySize());
    }

    /** Tokens so far. */
    public int length() {
        return length;
    }

    /** Starts a new sequence with {@code tokens}, 1 to contextLength of them; what was before is forgotten. */
    public void start(int[] tokens) {
        int[] positions = new int[tokens.length];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = i;
        }
        Group group = Group.forwardOnly(
                activations, new int[] {tokens.length}, gpt.config().heads(), probabilities);
        Activations a = group.a();
        gpt.embed(tokens, positions, 0, a.input());
        for (int layer = 0; layer < keys.size(); layer++) {
            gpt.blocks().get(layer).forward(group, Dropout.NONE);
            remember(a.qkv(), 1, keys.get(layer));
            remember(a.qkv(), 2, values.get(layer));
        }
        length = tokens.length;
        finish(a.output().rows(length - 1, length));
    }

    /** Copies keys (1) or values (2) from beside each other into their own rows. */
    private void remember(Tensor qkv, int which, Tensor into) {
        int width = gpt.config().width();
        gpt.kernels().prefill(null, qkv.columns(which * width, (which + 1) * width), into.rows(0, qkv.rows()));
    }

    /** Adds one token; there must be room, {@code length() < contextLength}. */
    public void append(int token) {
        if (length >= gpt.config().contextLength()) {
            throw new IllegalStateException("contextLength (" + gpt.config().contextLength()
                    + ") tokens are as many as the model can see; start again with the last ones");
        }
        gpt.embed(new int[] {token}, new int[] {length}, 0, one.a().input());
        for (int layer = 0; layer < keys.size(); layer++) {
            gpt.blocks().get(layer).step(one, keys.get(layer), values.get(layer), length);
        }
        length++;
        finish(one.a().output());
    }

    private void finish(Tensor last) {
        gpt.finalNorm().forward(last, normal, statistics);
        gpt.unembed(normal, logits);
    }

    /** Copies the logits of the token that follows, V of them, into {@code into}. */
    public void logits(float[] into) {
        logits.get(0, 0, into, 0, logits.columns());
    }
}
