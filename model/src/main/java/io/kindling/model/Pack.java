package io.kindling.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Sequences of any lengths that go through the model together, one after another in the rows of its matrices.
 *
 * <p>A sequence's results must not depend on what it is packed with. Linear layers give a row's result by itself, but its
 * last bits can depend on where the row stands: OpenBLAS's AVX2 kernels take rows by twelve and treat what is left over
 * otherwise, and its AVX-512 kernels have a path of their own for small products, as oneDNN's have for less than 16 rows.
 * Measured on all three: where each sequence begins at a multiple of {@link #ALIGNMENT} rows, and a product has a multiple
 * of {@link #STEP} rows and {@link #LEAST} at least, the bits are the same in any company, the model's width being a multiple
 * of 4 (the GELU takes a row's last few elements otherwise than the rest). So a sequence wastes 11 rows at most, and a pack
 * 47 at its end, a small one what it lacks to 96.
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

    /**
     * Packs of at most {@code capacity} rows, few of them: the longest sequence first, each into the fullest pack that has
     * room for it (best fit decreasing).
     *
     * @param capacity a number of {@link #rows} itself
     */
    static List<Pack> of(int[] lengths, int capacity) {
        int[] firsts = new int[lengths.length];
        for (int s = 1; s < lengths.length; s++) {
            firsts[s] = firsts[s - 1] + lengths[s - 1];
        }
        List<Pack> packs = new ArrayList<>();
        TreeMap<Integer, Deque<Pack>> byRoom = new TreeMap<>();
        int[] order = IntStream.range(0, lengths.length)
                .boxed()
                .sorted(Comparator.comparingInt(s -> -lengths[s]))
                .mapToInt(s -> s)
                .toArray();
        for (int s : order) {
            Map.Entry<Integer, Deque<Pack>> fullest = byRoom.ceilingEntry(lengths[s]);
            Pack pack = fullest == null ? empty() : fullest.getValue().pop();
            if (fullest == null) {
                packs.add(pack);
            } else if (fullest.getValue().isEmpty()) {
                byRoom.remove(fullest.getKey());
            }
            pack.add(up(pack.end(), ALIGNMENT), lengths[s], firsts[s]);
            byRoom.computeIfAbsent(capacity - up(pack.end(), ALIGNMENT), room -> new ArrayDeque<>())
                    .push(pack);
        }
        return packs.stream().map(Pack::closed).toList();
    }

    /**
     * What is left of these sequences without the tokens before the first that has a target, whose results nobody asks for: as
     * many of them as keep each sequence at a multiple of {@link #ALIGNMENT} rows, as it was.
     *
     * @param targets of all tokens, negative for none
     */
    Pack ends(int[] targets) {
        Pack ends = empty();
        for (int s = 0; s < lengths.size(); s++) {
            int skipped = 0;
            while (skipped < lengths.get(s) && targets[firsts.get(s) + skipped] < 0) {
                skipped++;
            }
            skipped = skipped / ALIGNMENT * ALIGNMENT;
            ends.add(up(ends.end(), ALIGNMENT), lengths.get(s) - skipped, firsts.get(s) + skipped);
        }
        return ends.closed();
    }

    /** One pack of all sequences without gaps; its results may depend on the company in their last bits. */
    static Pack tight(int[] lengths) {
        Pack pack = empty();
        for (int length : lengths) {
            pack.add(pack.end(), length, pack.end());
        }
        return new Pack(pack.starts, pack.lengths, pack.firsts, pack.end());
    }

    private static Pack empty() {
        return new Pack(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), 0);
    }

    private void add(int start, int length, int first) {
        starts.add(start);
        lengths.add(length);
        firsts.add(first);
    }

    /** The row after the last sequence. */
    private int end() {
        int last = starts.size() - 1;
        return last < 0 ? 0 : starts.get(last) + lengths.get(last);
    }

    private Pack closed() {
        return new Pack(starts, lengths, firsts, rows(end()));
    }

    private static int up(int value, int multiple) {
        return (value + multiple - 1) / multiple * multiple;
    }
}
