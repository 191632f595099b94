package io.kindling.checkpoint;

import io.kindling.model.GptConfig;
import io.kindling.model.Parameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A tensor of a GGUF file.
 *
 * @param entry where its numbers are; null for a bias that the model doesn't have, which is zero
 * @param transposed whether it is written (O, I) where the model has (I, O)
 */
record GgufTensor(String name, Parameters.Entry entry, boolean transposed, int length) {
    private static final Map<String, String> NAMES = Map.of(
            "ln_1", "attn_norm",
            "attn.c_attn", "attn_qkv",
            "attn.c_proj", "attn_output",
            "ln_2", "ffn_norm",
            "mlp.c_fc", "ffn_up",
            "mlp.c_proj", "ffn_down");

    /** All of a model, biases included. */
    static List<GgufTensor> of(GptConfig config) {
        Map<String, Parameters.Entry> own = new HashMap<>();
        Parameters.layout(config).forEach(entry -> own.put(entry.name(), entry));
        List<GgufTensor> tensors = new ArrayList<>();
        for (Parameters.Entry entry : Parameters.layout(config.withBias())) {
            boolean linear = entry.rank() == 2 && entry.name().startsWith("h.");
            tensors.add(
                    new GgufTensor(name(entry.name()), own.get(entry.name()), linear, Math.toIntExact(entry.size())));
        }
        return tensors;
    }

    /** {@code h.3.mlp.c_fc.weight} is {@code blk.3.ffn_up.weight}. */
    private static String name(String parameter) {
        if (!parameter.startsWith("h.")) {
            return parameter
                    .replace("wte", "token_embd")
                    .replace("wpe", "position_embd")
                    .replace("ln_f", "output_norm");
        }
        int layer = parameter.indexOf('.', 2);
        int kind = parameter.lastIndexOf('.');
        return "blk" + parameter.substring(1, layer + 1)
                + NAMES.get(parameter.substring(layer + 1, kind))
                + parameter.substring(kind);
    }

    /** The fastest first. */
    List<Long> dimensions() {
        return rows() == 1 ? List.of((long) rowLength()) : List.of((long) rowLength(), (long) rows());
    }

    int rows() {
        return entry == null ? 1 : transposed ? entry.columns() : entry.rows();
    }

    int rowLength() {
        return length / rows();
    }

    long bytes() {
        return (long) length * Float.BYTES;
    }

    float get(float[] parameters, int row, int column) {
        if (entry == null) {
            return 0;
        }
        long place = transposed ? (long) column * entry.columns() + row : (long) row * entry.columns() + column;
        return parameters[Math.toIntExact(entry.offset() + place)];
    }
}
