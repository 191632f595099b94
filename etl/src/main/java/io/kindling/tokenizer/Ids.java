package io.kindling.tokenizer;

import java.util.Arrays;

/** A growing list of ints. */
final class Ids {
    private int[] values;
    private int size;

    Ids(int capacity) {
        values = new int[capacity];
    }

    int size() {
        return size;
    }

    int get(int index) {
        return values[index];
    }

    void set(int index, int value) {
        values[index] = value;
    }

    void add(int value) {
        if (size == values.length) {
            grow(1);
        }
        values[size++] = value;
    }

    void add(int[] source, int count) {
        if (count > values.length - size) {
            grow(count);
        }
        System.arraycopy(source, 0, values, size, count);
        size += count;
    }

    void add(int[] source) {
        add(source, source.length);
    }

    /** Adds the first {@code count}, up to three, of the ids that lie in {@code packed} from the lowest bits up. */
    void addPacked(long packed, int count) {
        if (values.length - size < 3) {
            grow(3);
        }
        int mask = (1 << PieceCache.ID_BITS) - 1;
        values[size] = (int) packed & mask; // all three are written, as asking would cost more
        values[size + 1] = (int) (packed >>> PieceCache.ID_BITS) & mask;
        values[size + 2] = (int) (packed >>> (2 * PieceCache.ID_BITS)) & mask;
        size += count;
    }

    int[] toArray() {
        return Arrays.copyOf(values, size);
    }

    private void grow(int count) {
        long enough = Math.max((long) size + count, size + (size >> 1) + 16L);
        values = Arrays.copyOf(values, (int) Math.min(enough, Integer.MAX_VALUE - 8));
    }
}
