package io.kindling.model;

import io.kindling.kernels.RowAlignment;
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
 * <p>A sequence's results must not depend on what it is packed with, and its bits would, were the rows not where
 * {@link RowAlignment} wants them, the model's width being a multiple of 4 (the GELU takes a row's last few elements
 * otherwise than the rest). With OpenBLAS a sequence wastes 11 rows at most, and a pack 47 at its end, a small one what it
 * lacks to 96; with oneDNN none, but what a pack lacks to 16.
 *
 * @param starts the first row of each sequence
 * @param lengths tokens of each
 * @param firsts the place of each one's first token among all tokens
 * @param rows with the empty ones at the end
 */
record Pack(List<Integer> starts, List<Integer> lengths, List<Integer> firsts, int rows) {
    /**
     * Packs of at most {@code capacity} rows, few of them: the longest sequence first, each into the fullest pack that has
     * room for it (best fit decreasing).
     *
     * @param capacity a {@link RowAlignment#count}
     */
    static List<Pack> of(int[] lengths, int capacity, RowAlignment alignment) {
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
            pack.add(alignment.first(pack.end()), lengths[s], firsts[s]);
            byRoom.computeIfAbsent(capacity - alignment.first(pack.end()), room -> new ArrayDeque<>())
                    .push(pack);
        }
        return packs.stream().map(pack -> pack.closed(alignment)).toList();
    }

    /**
     * What is left of these sequences without the tokens before the first that has a target, whose results nobody asks for: as
     * many of them as leave the others where {@code alignment} wants them.
     *
     * @param targets of all tokens, negative for none
     */
    Pack ends(int[] targets, RowAlignment alignment) {
        Pack ends = empty();
        for (int s = 0; s < lengths.size(); s++) {
            int skipped = 0;
            while (skipped < lengths.get(s) && targets[firsts.get(s) + skipped] < 0) {
                skipped++;
            }
            skipped = alignment.firstBefore(skipped);
            ends.add(alignment.first(ends.end()), lengths.get(s) - skipped, firsts.get(s) + skipped);
        }
        return ends.closed(alignment);
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

    private Pack closed(RowAlignment alignment) {
        return new Pack(starts, lengths, firsts, alignment.count(end()));
    }
}
