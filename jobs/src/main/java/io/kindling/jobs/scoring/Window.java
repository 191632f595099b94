package io.kindling.jobs.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the model sees of a document at once. */
final class Window {
    /** At most contextLength token ids. */
    final int[] inputs;
    /** The id that follows each; −1 where it was scored by an earlier window. */
    final int[] targets;

    private Window(int[] inputs, int[] targets) {
        this.inputs = inputs;
        this.targets = targets;
    }

    /**
     * The windows of lm-evaluation-harness's rolling log-likelihood: every token is scored once, the first ones after
     * {@code endOfText}. Each window but the last predicts {@code time} tokens of its own; the last looks back as far as
     * the model can see.
     *
     * <p>Example of tokens a–g with time 3: (⊥ a b → a b c), (c d e → d e f), (d e f → – – g).
     */
    static List<Window> rolling(int[] tokens, int endOfText, int time) {
        int[] sequence = new int[tokens.length + 1];
        sequence[0] = endOfText;
        System.arraycopy(tokens, 0, sequence, 1, tokens.length);
        List<Window> windows = new ArrayList<>();
        for (int scored = 0; scored < tokens.length; scored += time) {
            int end = Math.min(tokens.length, scored + time);
            int start = Math.min(scored, Math.max(0, end - time));
            int[] targets = Arrays.copyOfRange(sequence, start + 1, end + 1);
            Arrays.fill(targets, 0, scored - start, -1);
            windows.add(new Window(Arrays.copyOfRange(sequence, start, end), targets));
        }
        return windows;
    }
}
