package io.kindling.corpus;

import java.util.List;

/**
 * Random choices as a pure function of (seed, index, number of the choice): SplitMix64 (Steele, Lea, Flood 2014), whose
 * state is a counter. Two indices share nothing, so any of them can be drawn first, on any machine.
 */
final class Draws {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long counter;

    Draws(long seed, long index) {
        this.counter = mix(mix(seed + GOLDEN_GAMMA) ^ index);
    }

    /** A number in [0, bound). */
    int below(int bound) {
        counter += GOLDEN_GAMMA;
        return (int) (((mix(counter) >>> 32) * bound) >>> 32);
    }

    <T> T pick(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
