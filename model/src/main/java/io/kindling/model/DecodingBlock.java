package io.kindling.model;

import io.kindling.kernels.Kernels;
import io.kindling.kernels.Tensor;
import java.util.function.IntConsumer;

/**
 * A transformer block, and its keys and values so far, for sequences that grow by a token each. Threads meet after each
 * product; between them, every row (in attention, every head of a row) is a piece of work.
 */
final class DecodingBlock {
    private final Kernels kernels;
    private final ActiveRows active;
    private final int[] positions;
    private final DecodingRows[] rows;
    private final SlicedLinear project;
    private final SlicedLinear output;
    private final SlicedLinear expand;
    private final SlicedLinear contract;
    private final LayerNorm norm2;
    private final LayerNorm next;
    private final int heads;
    private final Head[][] cache; // by row and head
    private final IntConsumer attend = this::attend;
    private final IntConsumer finishAttention = this::finishAttention;
    private final IntConsumer activate = this::activate;
    private final IntConsumer finish = this::finish;

    /** A head of a sequence: its keys and values (T, D), and where the step's own are. */
    private record Head(
            Tensor keys,
            Tensor values,
            SlicedLinear.Columns query,
            SlicedLinear.Columns key,
            SlicedLinear.Columns value,
            Tensor attended) {}

    /**
     * @param positions of each row's new token
     * @param all what the rows compute, and {@code rows} each of them
     * @param next the norm that comes after this block
     */
    DecodingBlock(
            Gpt gpt,
            int layer,
            ActiveRows active,
            int[] positions,
            DecodingRows all,
            DecodingRows[] rows,
            LayerNorm next) {
        this.kernels = gpt.kernels();
        this.active = active;
        this.positions = positions;
        this.rows = rows;
        this.next = next;
        Parameters parameters = gpt.parameters();
        String name = "h." + layer + ".";
        this.norm2 = new LayerNorm(kernels, parameters, name + "ln_2");
        this.project = new SlicedLinear(kernels, parameters, name + "attn.c_attn", active, all.normal(), all.scratch());
        this.output =
                new SlicedLinear(kernels, parameters, name + "attn.c_proj", active, all.attended(), all.scratch());
        this.expand = new SlicedLinear(kernels, parameters, name + "mlp.c_fc", active, all.normal(), all.scratch());
        this.contract = new SlicedLinear(kernels, parameters, name + "mlp.c_proj", active, all.hidden(), all.scratch());
        this.heads = gpt.config().heads();
        this.cache = new Head[rows.length][heads];
        for (int row = 0; row < rows.length; row++) {
            layOutHeads(gpt.config(), row);
        }
    }

    private void layOutHeads(GptConfig config, int row) {
        int time = config.contextLength();
        int width = config.width();
        int depth = width / heads;
        Tensor keys = kernels.allocate(Math.multiplyExact(heads, time), depth);
        Tensor values = kernels.allocate(Math.multiplyExact(heads, time), depth);
        for (int head = 0; head < heads; head++) {
            cache[row][head] = new Head(
                    keys.rows(head * time, (head + 1) * time),
                    values.rows(head * time, (head + 1) * time),
                    columns(row, head * depth, depth),
                    columns(row, width + head * depth, depth),
                    columns(row, 2 * width + head * depth, depth),
                    rows[row].attended().columns(head * depth, (head + 1) * depth));
        }
    }

    private SlicedLinear.Columns columns(int row, int from, int count) {
        return project.new Columns(row, from, rows[row].qkv().columns(from, from + count));
    }

    /** From the first norm's output of the active rows to the next norm's. */
    void step() {
        project.run();
        active.run(active.count() * heads, attend);
        output.run();
        active.run(active.count(), finishAttention);
        expand.run();
        active.run(active.count(), activate);
        contract.run();
        active.run(active.count(), finish);
    }

    private void attend(int piece) {
        int row = active.row(piece / heads);
        Head head = cache[row][piece % heads];
        kernels.attend(
                head.query.finish(),
                head.key.finish(),
                head.value.finish(),
                head.keys,
                head.values,
                positions[row],
                head.attended);
    }

    private void finishAttention(int place) {
        DecodingRows row = rows[active.row(place)];
        output.finish(active.row(place), row.stream(), row.stream());
        norm2.forward(row.stream(), row.normal(), row.statistics());
    }

    private void activate(int place) {
        DecodingRows row = rows[active.row(place)];
        expand.finish(active.row(place), null, row.hidden());
        kernels.gelu(row.hidden(), row.hidden());
    }

    private void finish(int place) {
        DecodingRows row = rows[active.row(place)];
        contract.finish(active.row(place), row.stream(), row.stream());
        next.forward(row.stream(), row.normal(), row.statistics());
    }

    /** Keeps the keys and values of one head's first tokens, (t, D) each. */
    void remember(int row, int head, Tensor keys, Tensor values) {
        Head into = cache[row][head];
        kernels.prefill(null, keys, into.keys.rows(0, keys.rows()));
        kernels.prefill(null, values, into.values.rows(0, values.rows()));
    }
}
