package io.kindling.model;

import java.util.Arrays;

/** The K largest logits of each row, met piece by piece: of equal ones the smaller id, which must be met first. */
final class Likeliest {
    private final int count;
    private final int[] ids; // (R, K), largest logit first
    private final float[] logits; // (R, K)

    Likeliest(int rows, int count) {
        this.count = count;
        this.ids = new int[Math.multiplyExact(rows, count)];
        this.logits = new float[ids.length];
    }

    int count() {
        return count;
    }

    void clear() {
        Arrays.fill(ids, -1);
        Arrays.fill(logits, Float.NEGATIVE_INFINITY);
    }

    /** Takes in the logits of the ids from {@code firstId} on. */
    void add(int row, float[] some, int length, int firstId) {
        int last = (row + 1) * count - 1;
        for (int i = 0; i < length; i++) {
            if (some[i] > logits[last]) {
                insert(row * count, last, some[i], firstId + i);
            }
        }
    }

    private void insert(int first, int last, float logit, int id) {
        int place = last;
        while (place > first && logit > logits[place - 1]) {
            logits[place] = logits[place - 1];
            ids[place] = ids[place - 1];
            place--;
        }
        logits[place] = logit;
        ids[place] = id;
    }

    int id(int row, int place) {
        return ids[row * count + place];
    }

    float logit(int row, int place) {
        return logits[row * count + place];
    }
}
