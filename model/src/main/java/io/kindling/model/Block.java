package io.kindling.model;

import io.kindling.kernels.Dropout;
import io.kindling.kernels.Kernels;

/** One pre-norm transformer block: {@code x + attention(norm(x))}, then {@code x + feedForward(norm(x))}. */
final class Block {
    private final LayerNorm norm1;
    private final Attention attention;
    private final LayerNorm norm2;
    private final FeedForward feedForward;
    private final int place;

    Block(Kernels kernels, Parameters parameters, int layer) {
        String name = "h." + layer + ".";
        this.norm1 = new LayerNorm(kernels, parameters, name + "ln_1");
        this.attention = new Attention(kernels, parameters, name + "attn");
        this.norm2 = new LayerNorm(kernels, parameters, name + "ln_2");
        this.feedForward = new FeedForward(kernels, parameters, name + "mlp");
        this.place = layer + 1;
    }

    void forward(Group g, Dropout dropout) {
        attend(g, dropout);
        finish(g, dropout);
    }

    /** Up to what the heads put out, the only part of it where tokens see others. */
    void attend(Group g, Dropout dropout) {
        norm1.forward(g.a().input(), g.a().normal1(), g.a().statistics1());
        attention.attend(g, dropout.at(place));
    }

    /** From there on, every token by itself. */
    void finish(Group g, Dropout dropout) {
        Activations a = g.a();
        attention.finish(g, dropout.at(place));
        norm2.forward(a.middle(), a.normal2(), a.statistics2());
        feedForward.forward(g, dropout.at(place));
    }

    void backward(Group g, Dropout dropout) {
        Activations a = g.a();
        Gradients d = g.d();
        feedForward.backward(g, dropout.at(place));
        norm2.backward(d.dNormal(), a.middle(), a.statistics2(), d.dOutput(), d.dMiddle(), g.norm2());
        attention.backward(g, dropout.at(place));
        norm1.backward(d.dNormal(), a.input(), a.statistics1(), d.dMiddle(), d.dInput(), g.norm1());
    }
}
