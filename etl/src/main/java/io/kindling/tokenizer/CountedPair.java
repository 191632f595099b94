package io.kindling.tokenizer;

/** A pair of adjacent tokens in training: how often it occurs now, and in which words it may. */
final class CountedPair {
    final int left;
    final int right;
    long count;

    /** The words that had the pair when it arose, each once; some may have lost it since. Null once it is merged. */
    Ids words = new Ids(2);

    CountedPair(int left, int right) {
        this.left = left;
        this.right = right;
    }
}
