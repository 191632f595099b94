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

    int[] toArray() {
        return Arrays.copyOf(values, size);
    }

    private void grow(int count) {
        long enough = Math.max((long) size + count, size + (size >> 1) + 16L);
        values = Arrays.copyOf(values, (int) Math.min(enough, Integer.MAX_VALUE - 8));
    }
}
