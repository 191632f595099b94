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

    /** Rolling windows where {@code stride} is null, otherwise sliding ones. */
    static Windowing of(Integer stride) {
        return stride == null ? new Rolling() : new Sliding(stride);
    }

    /**
     * Those of lm-evaluation-harness's rolling log-likelihood (its {@code get_rolling_token_windows} with a context of one token,
     * then {@code make_disjoint_window}). Each window but the last predicts T tokens of its own; the last looks back as far
     * as the model can see.
     *
     * <p>Example of tokens a–g with T = 3, after ⊥: (⊥ a b → a b c), (c d e → d e f), (d e f → – – g).
     */
    record Rolling() implements Windowing {
        @Override
        public List<Window> windows(int tokens, int time) {
            List<Window> windows = new ArrayList<>();
            for (int scored = 0; scored < tokens; scored += time) {
                int end = Math.min(tokens, scored + time);
                windows.add(new Window(Math.min(scored, Math.max(0, end - time)), end, scored));
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
                throw new IllegalArgumentException("stride (" + stride + ") must be at least 1");
            }
        }

        @Override
        public void requireFits(int time) {
            if (stride >= time) {
                throw new IllegalArgumentException(
                        "stride (" + stride
                                + ") must be less than the model's contextLength (" + time
                                + "): windows that don't overlap leave tokens out; without a stride, rolling windows score them all");
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
