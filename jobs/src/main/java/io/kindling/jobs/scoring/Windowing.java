package io.kindling.jobs.scoring;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How a document that is longer than the model's context is cut into windows: every token is scored exactly once, the first ones
 * after the end-of-text token. What a token's log-likelihood is depends on how much comes before it in its window, so figures
 * compare only at the same windowing and context.
 */
public sealed interface Windowing extends Serializable {
    /**
     * The windows of a document.
     *
     * @param tokens of the document, without the end-of-text token
     * @param time T, the model's contextLength
     */
    List<Window> windows(int tokens, int time);

    /** Throws an IllegalArgumentException if a model with that context can't be asked this way. */
    default void requireFits(int time) {}

    /** Reads {@code disjoint}, {@code rolling} or {@code sliding:N}. */
    static Windowing of(String windows) {
        if (windows.equals("disjoint")) {
            return new Disjoint();
        }
        if (windows.equals("rolling")) {
            return new Rolling();
        }
        if (windows.matches("sliding:[0-9]{1,9}")) {
            return new Sliding(Integer.parseInt(windows.substring("sliding:".length())));
        }
        throw new IllegalArgumentException("windows (" + windows
                + ") must be disjoint, rolling or sliding:N with a number of tokens, as sliding:256");
    }

    /**
     * Side by side: each window predicts T tokens of its own, and the last what is left, so that each token is computed once. A
     * later window begins with the one token that comes before those that it predicts.
     *
     * <p>Example of tokens a–g with T = 3, after ⊥: (⊥ a b → a b c), (c d e → d e f), (f → g).
     */
    record Disjoint() implements Windowing {
        @Override
        public List<Window> windows(int tokens, int time) {
            List<Window> windows = new ArrayList<>();
            for (int from = 0; from < tokens; from += time) {
                windows.add(new Window(from, Math.min(tokens, from + time), from));
            }
            return windows;
        }
    }

    /**
     * Those of lm-evaluation-harness's rolling log-likelihood (its {@code get_rolling_token_windows} with a context of one token,
     * then {@code make_disjoint_window}): side by side too, but the last one looks back as far as the model can see, and what
     * it looks back on is computed a second time.
     *
     * <p>Example of tokens a–g with T = 3, after ⊥: (⊥ a b → a b c), (c d e → d e f), (d e f → – – g).
     */
    record Rolling() implements Windowing {
        @Override
        public List<Window> windows(int tokens, int time) {
            List<Window> windows = new Disjoint().windows(tokens, time);
            if (windows.size() > 1) {
                Window last = windows.remove(windows.size() - 1);
                windows.add(new Window(last.to() - time, last.to(), last.scored()));
            }
            return windows;
        }
    }

    /**
     * Those of Hugging Face's "Perplexity of fixed-length models": windows of T tokens, the last one of each only predicted, begin
     * {@code stride} tokens apart, and each scores what those before haven't. So T − stride tokens at least come before each token that
     * is scored, where the document has as many. Here a document begins with the end-of-text token, so that its first
     * token is scored too.
     *
     * <p>Example of tokens a–e with T = 4 and a stride of 2, after ⊥: (⊥ a b → a b c), (b c d → – d e).
     *
     * @param stride at least 1 and less than T
     */
    record Sliding(int stride) implements Windowing {
        public Sliding {
            if (stride < 1) {
                throw new IllegalArgumentException("windows (sliding:" + stride + ") must slide by at least one token");
            }
        }

        @Override
        public void requireFits(int time) {
            if (stride >= time) {
                throw new IllegalArgumentException("windows (sliding:" + stride
                        + ") must slide by less than the model's contextLength (" + time
                        + ") so that they overlap: those that don't are windows=disjoint");
            }
        }

        @Override
        public List<Window> windows(int tokens, int time) {
            requireFits(time);
            List<Window> windows = new ArrayList<>();
            int scored = 0;
            for (int from = 0; scored < tokens; from += stride) {
                int end = Math.min(tokens, from + time - 1);
                windows.add(new Window(from, end, scored));
                scored = end;
            }
            return windows;
        }
    }
}
