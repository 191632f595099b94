package io.kindling.optim;

import java.util.Arrays;

/**
 * Tells a step that stands out from those before it: its loss or its gradient's norm is more than so many standard
 * deviations above the mean of the last 128 (as OLMo skips them). Nothing stands out before 128 steps were seen. A spike
 * enters the window like any other step, so that what has changed for good stops standing out.
 *
 * <p>The window is a vector that can be kept and put back: the same steps are skipped whenever the run is resumed.
 */
public final class Spikes {
    private static final int WINDOW = 128;

    private final double deviations;
    /** Losses, then norms, each in a circle; then how many steps were seen, in two digits of base 2²⁰. */
    private final float[] window;

    private long seen;

    /**
     * Goes on from a window.
     *
     * @param deviations how far a spike stands out; 0 where nothing is one
     * @param window as {@link #window} gave it; empty at the beginning
     */
    public Spikes(double deviations, float[] window) {
        if (window.length != 0 && window.length != 2 * WINDOW + 2) {
            throw new IllegalArgumentException("window (" + window.length + " numbers) must have " + (2 * WINDOW + 2));
        }
        this.deviations = deviations;
        this.window = Arrays.copyOf(window, 2 * WINDOW + 2);
        this.seen = ((long) this.window[2 * WINDOW] << 20) + (long) this.window[2 * WINDOW + 1];
    }

    /** Takes a step into account; returns whether it stands out. */
    public boolean add(double loss, double gradientNorm) {
        boolean spike = deviations > 0 && seen >= WINDOW && (loss > limit(0) || gradientNorm > limit(WINDOW));
        int place = (int) (seen % WINDOW);
        window[place] = (float) loss;
        window[WINDOW + place] = (float) gradientNorm;
        seen++;
        return spike;
    }

    /** Mean + deviations · standard deviation of one circle. */
    private double limit(int from) {
        double sum = 0;
        for (int i = from; i < from + WINDOW; i++) {
            sum += window[i];
        }
        double mean = sum / WINDOW;
        double squares = 0;
        for (int i = from; i < from + WINDOW; i++) {
            squares += (window[i] - mean) * (window[i] - mean);
        }
        return mean + deviations * Math.sqrt(squares / WINDOW);
    }

    /** All that it remembers, as numbers that float32 holds exactly. */
    public float[] window() {
        window[2 * WINDOW] = seen >>> 20;
        window[2 * WINDOW + 1] = seen & 0xfffff;
        return window.clone();
    }
}
