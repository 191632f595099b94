package io.kindling.model;

import io.kindling.kernels.Dropout;
import io.kindling.kernels.Kernels;

/**
 * Causal multi-head self-attention (Vaswani et al. 2017, section 3.2) and its residual: every token asks the tokens up
 * to itself (queries against keys) and takes a mean of what they offer (values), once for each head.
 */
final class Attention {
    private static final int WEIGHTS = 1;
    private static final int RESULT = 2;

    private final Kernels kernels;
    private final int heads;
    private final Linear project;
    private final Linear output;

    Attention(Kernels kernels, Parameters parameters, String name) {
        this.kernels = kernels;
        this.heads = parameters.config().heads();
        this.project = new Linear(kernels, parameters, name + ".c_attn");
        this.output = new Linear(kernels, parameters, name + ".c_proj");
    }

    /** What the heads put out, from the norm before them. */
    void attend(Group g, Dropout dropout) {
        Activations a = g.a();
        project.forward(a.normal1(), null, a.qkv()); // (R, 3C)
        for (Group.Sequence s : g.sequences()) {
            kernels.attention(s.qkv(), heads, s.probabilities(), s.attended(), dropout.at(WEIGHTS), s.firstRow());
        }
    }

    /** The heads' outputs, projected, on top of the residual. */
    void finish(Group g, Dropout dropout) {
        Activations a = g.a();
        Residual.forward(kernels, output, a.attended(), a.input(), a.middle(), dropout.at(RESULT), g.firstRow());
    }

    /** From {@code dMiddle} to {@code dNormal}, the gradient of the attention's input. */
    void backward(Group g, Dropout dropout) {
        Gradients d = g.d();
        Residual.backward(
                kernels, output, d.dMiddle(), d.dProjected(), d.dAttended(), dropout.at(RESULT), g.firstRow());
        for (Group.Sequence s : g.sequences()) {
            kernels.attentionBackward(
                    s.dAttended(), s.qkv(), heads, s.probabilities(), s.dQkv(), dropout.at(WEIGHTS), s.firstRow());
        }
        project.backward(d.dQkv(), d.dNormal());
    }
}
