package io.kindling.model;

import io.kindling.kernels.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * One block's memory of a group of whole sequences: what a thread carries through the block without meeting another.
 *
 * @param a on the way forward
 * @param d on the way back; null when there is none
 * @param sequences of the group, in order
 * @param firstRow number of the group's first token in the batch, for dropout
 * @param norm1 this group's share of the first norm's gradient; null when there is no way back
 * @param norm2 likewise, of the second norm's
 */
record Group(
        Activations a,
        Gradients d,
        List<Sequence> sequences,
        long firstRow,
        LayerNorm.Gradient norm1,
        LayerNorm.Gradient norm2) {
    /**
     * What attention needs of one sequence of t tokens.
     *
     * @param qkv (t, 3C)
     * @param probabilities (H·t, t)
     * @param attended (t, C)
     * @param dQkv (t, 3C), null when there is no way back; likewise {@code dAttended} (t, C)
     */
    record Sequence(Tensor qkv, Tensor probabilities, Tensor attended, Tensor dQkv, Tensor dAttended, long firstRow) {}

    /**
     * A group whose sequences all go the way back.
     *
     * @param from first row of the group in {@code a} and {@code d}
     * @param time tokens of each sequence
     * @param probabilities (B·H·T, T) of the whole batch
     */
    static Group training(
            Activations a,
            Gradients d,
            int from,
            int to,
            int time,
            int heads,
            Tensor probabilities,
            LayerNorm.Gradient norm1,
            LayerNorm.Gradient norm2) {
        List<Sequence> sequences = new ArrayList<>();
        for (int first = from; first < to; first += time) {
            int last = first + time;
            sequences.add(new Sequence(
                    a.qkv().rows(first, last),
                    probabilities.rows(first * heads, last * heads),
                    a.attended().rows(first, last),
                    d.dQkv().rows(first, last),
                    d.dAttended().rows(first, last),
                    first));
        }
        return new Group(a.rows(from, to), d.rows(from, to), sequences, from, norm1, norm2);
    }

    /**
     * A group that only goes forward.
     *
     * @param pack where its sequences stand in {@code a}
     * @param scratch (1, H·t²) at least, for the longest sequence
     */
    static Group forwardOnly(Activations a, Pack pack, int heads, Tensor scratch) {
        List<Sequence> sequences = new ArrayList<>();
        for (int s = 0; s < pack.lengths().size(); s++) {
            int first = pack.starts().get(s);
            int length = pack.lengths().get(s);
            Tensor probabilities =
                    scratch.range(0, (long) heads * length * length).reshape(heads * length, length);
            sequences.add(new Sequence(
                    a.qkv().rows(first, first + length),
                    probabilities,
                    a.attended().rows(first, first + length),
                    null,
                    null,
                    first));
        }
        return new Group(a.rows(0, pack.rows()), null, sequences, 0, null, null);
    }

    /** Rows that go forward from the heads' outputs on, where sequences no longer matter. */
    static Group afterHeads(Activations a) {
        return new Group(a, null, List.of(), 0, null, null);
    }
}
