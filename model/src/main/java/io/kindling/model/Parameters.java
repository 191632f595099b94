package io.kindling.model;

import io.kindling.kernels.Kernels;
import io.kindling.kernels.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One number for each weight of a model, in one flat vector with a named view for each tensor: the weights themselves,
 * their gradient, or a moment of the optimiser. Names, shapes and order are those of a Hugging Face GPT-2 file.
 */
public final class Parameters {
    private final GptConfig config;
    private final Tensor flat;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    /**
     * A named tensor's place.
     *
     * @param rank 2 for matrices, which weight decay applies to, 1 for vectors (of one row)
     * @param offset of its first element in the flat vector
     */
    public record Entry(String name, int rank, int rows, int columns, long offset) {
        public long size() {
            return (long) rows * columns;
        }
    }

    /** New memory for {@code config}, all zero. */
    public Parameters(GptConfig config, Kernels kernels) {
        this(config, kernels.allocate(1, Math.toIntExact(count(config))));
    }

    /**
     * Memory that is there already.
     *
     * @param flat (1, {@link #count})
     */
    public Parameters(GptConfig config, Tensor flat) {
        this.config = config;
        this.flat = flat;
        for (Entry entry : layout(config)) {
            tensors.put(
                    entry.name(),
                    flat.range(entry.offset(), entry.offset() + entry.size()).reshape(entry.rows(), entry.columns()));
        }
    }

    /** Every tensor of such a model, in order. */
    public static List<Entry> layout(GptConfig config) {
        Layout layout = new Layout();
        int width = config.width();
        layout.matrix("wte.weight", config.vocabularySize(), width);
        layout.matrix("wpe.weight", config.contextLength(), width);
        for (int layer = 0; layer < config.layers(); layer++) {
            String block = "h." + layer + ".";
            layout.norm(block + "ln_1", config);
            layout.linear(block + "attn.c_attn", width, 3 * width, config);
            layout.linear(block + "attn.c_proj", width, width, config);
            layout.norm(block + "ln_2", config);
            layout.linear(block + "mlp.c_fc", width, config.feedForwardWidth(), config);
            layout.linear(block + "mlp.c_proj", config.feedForwardWidth(), width, config);
        }
        layout.norm("ln_f", config);
        return layout.entries;
    }

    private static final class Layout {
        private final List<Entry> entries = new ArrayList<>();
        private long offset;

        void matrix(String name, int rows, int columns) {
            add(name, 2, rows, columns);
        }

        void linear(String name, int inputs, int outputs, GptConfig config) {
            add(name + ".weight", 2, inputs, outputs);
            if (config.bias()) {
                add(name + ".bias", 1, 1, outputs);
            }
        }

        void norm(String name, GptConfig config) {
            add(name + ".weight", 1, 1, config.width());
            if (config.bias()) {
                add(name + ".bias", 1, 1, config.width());
            }
        }

        private void add(String name, int rank, int rows, int columns) {
            Entry entry = new Entry(name, rank, rows, columns, offset);
            entries.add(entry);
            offset += entry.size();
        }
    }

    /** How many numbers such a model has. */
    public static long count(GptConfig config) {
        List<Entry> entries = layout(config);
        Entry last = entries.get(entries.size() - 1);
        return last.offset() + last.size();
    }

    public GptConfig config() {
        return config;
    }

    /** (1, count): all tensors one after another. */
    public Tensor flat() {
        return flat;
    }

    /** The view of that name, or null where the configuration has none, as for biases without {@code bias}. */
    public Tensor tensor(String name) {
        return tensors.get(name);
    }

    /** Copies all numbers, tensor by tensor in order, into {@code into}. */
    public void get(float[] into) {
        for (Entry entry : layout(config)) {
            Tensor row = tensors.get(entry.name()).reshape(1, Math.toIntExact(entry.size()));
            row.get(0, 0, into, Math.toIntExact(entry.offset()), row.columns());
        }
    }

    /** Sets all numbers, tensor by tensor in order, from {@code values}. */
    public void put(float[] values) {
        for (Entry entry : layout(config)) {
            Tensor row = tensors.get(entry.name()).reshape(1, Math.toIntExact(entry.size()));
            row.put(0, 0, values, Math.toIntExact(entry.offset()), row.columns());
        }
    }
}
