package io.kindling.model;

import io.kindling.kernels.Dropout;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Team;
import io.kindling.kernels.Tensor;
import java.util.List;

/**
 * The beginning of a sequence, all its tokens at once: leaves the keys and values of every block. The threads share each
 * product by columns of its result, attention by heads and the rest by rows, with cuts that don't depend on their number.
 */
final class Prefill {
    private static final int COLUMNS = 128;
    private static final int ROWS = 16;

    private final Gpt gpt;
    private final Kernels kernels;
    private final Team team;
    private final Activations activations; // of T tokens
    private final Tensor separate; // (H·T, 3D), each head's queries, keys and values by themselves
    private final Tensor probabilities; // (H, T²)

    Prefill(Gpt gpt, Team team) {
        this.gpt = gpt;
        this.kernels = gpt.kernels();
        this.team = team;
        GptConfig config = gpt.config();
        int time = config.contextLength();
        int depth = config.width() / config.heads();
        this.activations = Activations.allocateForwardOnly(kernels, config, time);
        this.separate = kernels.allocate(Math.multiplyExact(config.heads(), time), 3 * depth);
        this.probabilities = kernels.allocate(config.heads(), Math.multiplyExact(time, time));
    }

    /** The last token's (1, C) before the final norm; {@code blocks} keep the keys and values as those of {@code row}. */
    Tensor run(int[] tokens, int row, List<DecodingBlock> blocks) {
        int[] positions = new int[tokens.length];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = i;
        }
        Activations a = activations.rows(0, tokens.length);
        gpt.embed(tokens, positions, 0, a.input());
        for (int layer = 0; layer < blocks.size(); layer++) {
            String name = "h." + layer + ".";
            norm(name + "ln_1", a.input(), a);
            linear(name + "attn.c_attn", a.normal1(), null, a.qkv());
            DecodingBlock block = blocks.get(layer);
            team.run(gpt.config().heads(), head -> attend(a, block, row, head));
            linear(name + "attn.c_proj", a.attended(), a.input(), a.middle());
            norm(name + "ln_2", a.middle(), a);
            linear(name + "mlp.c_fc", a.normal2(), null, a.hidden());
            byRows(tokens.length, (from, to) -> {
                Tensor hidden = a.hidden().rows(from, to);
                kernels.gelu(hidden, hidden);
            });
            linear(name + "mlp.c_proj", a.activated(), a.middle(), a.output());
        }
        return a.output().rows(tokens.length - 1, tokens.length);
    }

    private void norm(String name, Tensor x, Activations a) {
        LayerNorm norm = new LayerNorm(kernels, gpt.parameters(), name);
        byRows(
                x.rows(),
                (from, to) -> norm.forward(
                        x.rows(from, to),
                        a.normal1().rows(from, to),
                        a.statistics1().rows(from, to)));
    }

    private void linear(String name, Tensor x, Tensor residual, Tensor y) {
        Tensor weight = gpt.parameters().tensor(name + ".weight");
        Tensor bias = gpt.parameters().tensor(name + ".bias");
        team.run((y.columns() + COLUMNS - 1) / COLUMNS, piece -> {
            int from = piece * COLUMNS;
            int to = Math.min(y.columns(), from + COLUMNS);
            boolean filled = bias != null || residual != null;
            if (filled) {
                kernels.prefill(
                        bias == null ? null : bias.columns(from, to),
                        residual == null ? null : residual.columns(from, to),
                        y.columns(from, to));
            }
            kernels.product(x, weight.columns(from, to), y.columns(from, to), filled); // (t, I) · (I, O') = (t, O')
        });
    }

    private void attend(Activations a, DecodingBlock block, int row, int head) {
        int time = a.qkv().rows();
        int width = gpt.config().width();
        int depth = separate.columns() / 3;
        int context = gpt.config().contextLength();
        Tensor qkv = separate.rows(head * context, head * context + time); // (t, 3D)
        for (int which = 0; which < 3; which++) {
            int from = which * width + head * depth;
            kernels.prefill(null, a.qkv().columns(from, from + depth), qkv.columns(which * depth, (which + 1) * depth));
        }
        kernels.attention(
                qkv,
                1,
                probabilities.rows(head, head + 1).range(0, (long) time * time).reshape(time, time),
                a.attended().columns(head * depth, (head + 1) * depth),
                Dropout.NONE,
                0);
        block.remember(row, head, qkv.columns(depth, 2 * depth), qkv.columns(2 * depth, 3 * depth));
    }

    private interface Range {
        void accept(int from, int to);
    }

    private void byRows(int count, Range range) {
        team.run((count + ROWS - 1) / ROWS, piece -> range.accept(piece * ROWS, Math.min(count, (piece + 1) * ROWS)));
    }
}
