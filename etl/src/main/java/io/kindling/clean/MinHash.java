package io.kindling.clean;

import java.util.Arrays;

/**
 * MinHash signatures cut into bands (Broder 1997; Leskovec, Rajaraman, Ullman, chapter 3): documents of similarity s
 * have a given band in common with probability s<sup>rows</sup>.
 *
 * <p>Each of the hash functions is an odd multiple of a shingle's 32 bits with some of them flipped; what comes out is
 * ordered by its high bits, which all low ones have a part in. The loop over them is one that the JIT compiler turns
 * into vector instructions.
 */
final class MinHash {
    /** Hash functions are filled up to whole vectors. */
    private static final int VECTOR = 16;

    private final int bands;
    private final int rows;
    private final int[] flips;
    private final int[] factors;
    private final int[] least;

    MinHash(int bands, int rows) {
        this.bands = bands;
        this.rows = rows;
        int functions = (bands * rows + VECTOR - 1) / VECTOR * VECTOR;
        flips = new int[functions];
        factors = new int[functions];
        least = new int[functions];
        for (int function = 0; function < functions; function++) {
            flips[function] = (int) Hash64.mix(2L * function + 1);
            factors[function] = (int) Hash64.mix(2L * function + 2) | 1;
        }
    }

    /** The keys of the bands of a text with these shingles: equal keys are equal bands of the same place. */
    long[] bands(long[] shingles, int count) {
        Arrays.fill(least, Integer.MAX_VALUE);
        for (int index = 0; index < count; index++) {
            take((int) (shingles[index] >>> 32), flips, factors, least);
        }
        long[] keys = new long[bands];
        for (int band = 0; band < bands; band++) {
            long key = band;
            for (int row = 0; row < rows; row++) {
                key = Hash64.combine(key, least[band * rows + row]);
            }
            keys[band] = key;
        }
        return keys;
    }

    private static void take(int shingle, int[] flips, int[] factors, int[] least) {
        for (int function = 0; function < least.length; function++) {
            least[function] = Math.min(least[function], (shingle ^ flips[function]) * factors[function]);
        }
    }

    /** The probability that two documents of a similarity share a band. */
    static double probability(double similarity, int bands, int rows) {
        return 1 - Math.pow(1 - Math.pow(similarity, rows), bands);
    }
}
