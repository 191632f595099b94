package io.kindling.model;

import io.kindling.kernels.Dropout;
import io.kindling.kernels.Kernels;

/** Two linear layers with a GELU between, and their residual: every token by itself. */
final class FeedForward {
    private static final int RESULT = 3;

    private final Kernels kernels;
    private final Linear expand;
    private final Linear contract;

    FeedForward(Kernels kernels, Parameters parameters, String name) {
        this.kernels = kernels;
        this.expand = new Linear(kernels, parameters, name + ".c_fc");
        this.contract = new Linear(kernels, parameters, name + ".c_proj");
    }

    void forward(Group g, Dropout dropout) {
        Activations a = g.a();
        expand.forward(a.normal2(), null, a.hidden()); // (R, F)
        kernels.gelu(a.hidden(), a.activated()); // (R, F)
        Residual.forward(kernels, contract, a.activated(), a.middle(), a.output(), dropout.at(RESULT), g.firstRow());
    }

    /** From {@code dOutput} to {@code dNormal}, the gradient of the feed-forward's input. */
    void backward(Group g, Dropout dropout) {
        Gradients d = g.d();
        Residual.backward(
                kernels, contract, d.dOutput(), d.dExpanded(), d.dActivated(), dropout.at(RESULT), g.firstRow());
        kernels.geluBackward(d.dActivated(), g.a().hidden());
        expand.backward(g.a().hidden(), d.dNormal());
    }
}
