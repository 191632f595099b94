package io.kindling.jobs.scoring;

import io.kindling.model.Inference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Documents that are scored together, so that the processor has large matrices to multiply. What a document gets doesn't
 * depend on what is scored beside it: {@link Inference} gives every window of it the same bits in any company, and they
 * are added in the document's own order.
 */
public final class DocumentBatch {
    /** Tokens that are worth a call. */
    private static final int TOKENS = 1 << 14;

    private final Inference inference;
    private final int endOfText;
    private final int time;
    private final List<Part> parts = new ArrayList<>();
    private int tokens;

    /** A document and what the model sees of it. */
    private record Part(String id, long tokens, long words, long bytes, List<Window> windows) {}

    /** @param time the model's contextLength */
    public DocumentBatch(Inference inference, int endOfText, int time) {
        this.inference = inference;
        this.endOfText = endOfText;
        this.time = time;
    }

    /** Takes in a document whose text has these token ids. */
    public void add(String id, String text, int[] ids) {
        parts.add(new Part(
                id,
                ids.length,
                DocumentScore.words(text),
                text.getBytes(StandardCharsets.UTF_8).length,
                Window.rolling(ids, endOfText, time)));
        tokens += ids.length;
    }

    /** Whether it holds enough to be scored. */
    public boolean isFull() {
        return tokens >= TOKENS;
    }

    /** The scores in the order of the documents, which are then forgotten. */
    public List<DocumentScore> score() {
        List<Window> windows =
                parts.stream().flatMap(part -> part.windows.stream()).toList();
        double[] logs = inference.logLikelihoods(
                concatenate(windows.stream().map(window -> window.inputs).toList()),
                concatenate(windows.stream().map(window -> window.targets).toList()),
                windows.stream().mapToInt(window -> window.inputs.length).toArray());
        List<DocumentScore> scores = new ArrayList<>();
        int from = 0;
        for (Part part : parts) {
            int to = from
                    + part.windows.stream()
                            .mapToInt(window -> window.inputs.length)
                            .sum();
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += logs[i];
            }
            scores.add(new DocumentScore(part.id, part.tokens, part.words, part.bytes, sum));
            from = to;
        }
        parts.clear();
        tokens = 0;
        return scores;
    }

    private static int[] concatenate(List<int[]> arrays) {
        return arrays.stream().flatMapToInt(Arrays::stream).toArray();
    }
}
