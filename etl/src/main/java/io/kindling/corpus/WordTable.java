package io.kindling.corpus;

import io.kindling.tokenizer.WordCount;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Counts of byte strings: an open hash table whose words lie one after the other in one array, so that a word costs its
 * bytes and 24 more, and counting a known one allocates nothing.
 */
final class WordTable {
    private static final int SMALLEST = 1 << 10;

    private byte[] words = new byte[SMALLEST * 8];
    private int wordBytes;
    /** Word w lies in {@code words} from its start to the start of the next. */
    private int[] starts = new int[SMALLEST + 1];

    private long[] counts = new long[SMALLEST];
    private int size;
    /** Word numbers plus one, 0 where there is none; a power of two long, at most half full. */
    private int[] slots = new int[SMALLEST * 2];

    /** How many different words there are. */
    int size() {
        return size;
    }

    /** How many bytes they have together. */
    int wordBytes() {
        return wordBytes;
    }

    /** Counts the bytes {@code from} to {@code to} (exclusive) once more. */
    void add(byte[] text, int from, int to) {
        int slot = hash(text, from, to) & (slots.length - 1);
        while (slots[slot] != 0) {
            int word = slots[slot] - 1;
            if (Arrays.equals(words, starts[word], starts[word + 1], text, from, to)) {
                counts[word]++;
                return;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = append(text, from, to) + 1;
        if (size * 2 > slots.length) {
            rehash();
        }
    }

    /** All the words with their counts, in the order of their first occurrence. */
    Stream<WordCount> words() {
        return IntStream.range(0, size)
                .mapToObj(
                        word -> new WordCount(Arrays.copyOfRange(words, starts[word], starts[word + 1]), counts[word]));
    }

    private int append(byte[] text, int from, int to) {
        int length = to - from;
        if (size == counts.length) {
            counts = Arrays.copyOf(counts, size * 2);
            starts = Arrays.copyOf(starts, size * 2 + 1);
        }
        if (wordBytes + length > words.length) {
            words = Arrays.copyOf(words, Math.max(words.length * 2, wordBytes + length));
        }
        System.arraycopy(text, from, words, wordBytes, length);
        wordBytes += length;
        counts[size] = 1;
        starts[size + 1] = wordBytes;
        return size++;
    }

    private void rehash() {
        slots = new int[slots.length * 2];
        for (int word = 0; word < size; word++) {
            int slot = hash(words, starts[word], starts[word + 1]) & (slots.length - 1);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = word + 1;
        }
    }

    private static int hash(byte[] text, int from, int to) {
        int hash = 0;
        for (int at = from; at < to; at++) {
            hash = 31 * hash + text[at];
        }
        hash *= 0x9e3779b1; // spreads the last bytes' differences over all bits
        return hash ^ (hash >>> 16);
    }
}
