package io.kindling.tokenizer;

/** The pairs of tokens that BPE replaces by one, in order of rank: a lower rank is merged first. */
final class Merges {
    /** The rank of a pair that isn't merged; greater than any rank. */
    static final int NONE = PairMap.ABSENT;

    private final Ids lefts;
    private final Ids rights;
    private final Ids results;
    private final PairMap ranks;

    Merges(int expected) {
        lefts = new Ids(expected);
        rights = new Ids(expected);
        results = new Ids(expected);
        ranks = new PairMap(expected);
    }

    /** Adds the merge of the next rank, of a pair that has none yet. */
    void add(int left, int right, int result) {
        ranks.put(left, right, lefts.size());
        lefts.add(left);
        rights.add(right);
        results.add(result);
    }

    int size() {
        return lefts.size();
    }

    int rank(int left, int right) {
        return ranks.get(left, right);
    }

    int left(int rank) {
        return lefts.get(rank);
    }

    int right(int rank) {
        return rights.get(rank);
    }

    /** The id of the token that the pair becomes. */
    int result(int rank) {
        return results.get(rank);
    }
}
