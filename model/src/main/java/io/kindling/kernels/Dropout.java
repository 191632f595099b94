package io.kindling.kernels;

/**
 * Dropout without a generator's state: whether element {@code e} of a tensor is kept is a hash of ({@code key}, e), so
 * the mask of a step is the same on any number of threads and the backward pass makes it again instead of keeping it.
 *
 * @param probability of being set to zero, in [0, 1); kept elements are scaled by 1 / (1 − probability)
 * @param key one for each place in the model and each step
 */
public record Dropout(float probability, int key) {
    public static final Dropout NONE = new Dropout(0, 0);

    public Dropout {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException("dropout (" + probability + ") must be at least 0 and less than 1");
        }
    }

    /** Of a step, by its number in a run with that seed; each has its own key. */
    public static Dropout ofStep(double probability, long seed, long step) {
        return new Dropout(
                (float) probability, Long.hashCode((seed * 0x9e3779b97f4a7c15L + step) * 0xbf58476d1ce4e5b9L));
    }

    public boolean isNone() {
        return probability == 0;
    }

    /** The same probability under the key of another place. */
    public Dropout at(int place) {
        return isNone() ? this : new Dropout(probability, mix(key ^ mix(place + 0x9e3779b9)));
    }

    float scale() {
        return 1 / (1 - probability);
    }

    /** An element is dropped when its hash, as an unsigned 31-bit number, is below this. */
    int threshold() {
        return (int) (probability * 0x1p31f);
    }

    boolean keeps(long element) {
        return (mix((int) element ^ mix(key + (int) (element >>> 32))) >>> 1) >= threshold();
    }

    /** A 32-bit finaliser in the manner of MurmurHash3: every input bit reaches every output bit. */
    static int mix(int x) {
        int h = x;
        h = (h ^ (h >>> 16)) * 0x21f0aaad;
        h = (h ^ (h >>> 15)) * 0x735a2d97;
        return h ^ (h >>> 15);
    }
}
