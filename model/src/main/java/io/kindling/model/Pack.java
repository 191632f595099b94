package io.kindling.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Sequences of any lengths that go through the model together, one after another in the rows of its matrices.
 *
 * <p>A sequence's results must not depend on what it is packed with. Linear layers give a row's result by itself, but its
 * last bits can depend on where the row stands: OpenBLAS's AVX2 kernels take rows by twelve and treat what is left over
 * otherwise, and its AVX-512 kernels have a path of their own for small products. Measured on both: where each sequence
 * begins at a multiple of {@link #ALIGNMENT} rows, and a product has a multiple of {@link #STEP} rows and
 * {@link #LEAST} at least, the bits are the same in any company, the model's width being a multiple of 4 (the GELU takes a row's
 * last few elements otherwise than the rest). So a sequence wastes 11 rows at most, and a pack 47 at its
 * end, a small one what it lacks to 96.
 *
 * @param starts the first row of each sequence
 * @param lengths tokens of each
 * @param firsts the place of each one's first token among all tokens
 * @param rows with the empty ones at the end
 */
record Pack(List<Integer> starts, List<Integer> lengths, List<Integer> firsts, int rows) {
    private static final int ALIGNMENT = 12;
    private static final int STEP = 48;
    private static final int LEAST = 96;

    /** Rows of a pack that holds {@code tokens} tokens of one sequence. */
    static int rows(int tokens) {
        return Math.max(LEAST, up(tokens, STEP));
    }

    /** Packs of at most {@code capacity} rows, sequences in their order; {@code capacity} is a {@link #rows} itself. */
    static List<Pack> of(int[] lengths, int capacity) {
        List<Pack> packs = new ArrayList<>();
        Pack open = empty();
        int end = 0;
        int first = 0;
        for (int length : lengths) {
            if (end + length > capacity) {
                packs.add(open.closed(end));
                open = empty();
                end = 0;
            }
            open.starts.add(end);
            open.lengths.add(length);
            open.firsts.add(first);
            end = up(end + length, ALIGNMENT);
            first += length;
        }
        if (end > 0) {
            packs.add(open.closed(end));
        }
        return packs;
    }

    /** One pack of all sequences without gaps; its results may depend on the company in their last bits. */
    static Pack tight(int[] lengths) {
        Pack pack = empty();
        int end = 0;
        for (int length : lengths) {
            pack.starts.add(end);
            pack.lengths.add(length);
            pack.firsts.add(end);
            end += length;
        }
        return new Pack(pack.starts, pack.lengths, pack.firsts, end);
    }

    private static Pack empty() {
        return new Pack(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), 0);
    }

    private Pack closed(int end) {
        return new Pack(starts, lengths, firsts, rows(end));
    }

    private static int up(int value, int multiple) {
        return (value + multiple - 1) / multiple * multiple;
    }
}
