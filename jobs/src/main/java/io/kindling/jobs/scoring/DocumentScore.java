package io.kindling.jobs.scoring;

import io.kindling.model.Inference;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A document's log-likelihood and its size in the units that perplexities are counted in.
 *
 * @param logLikelihood sum over its tokens, in nats
 * @param words pieces between runs of white space, as {@code re.split(r"\s+", text)} counts them
 * @param bytes of its UTF-8
 */
public record DocumentScore(String id, long tokens, long words, long bytes, double logLikelihood)
        implements Serializable {
    /** Scores one document by itself: its figure doesn't depend on what is scored beside it. */
    public static DocumentScore of(String id, String text, int[] tokens, int endOfText, int time, Inference inference) {
        double sum = 0;
        for (List<Window> together : batches(Window.rolling(tokens, endOfText, time), inference.capacity())) {
            int[] lengths =
                    together.stream().mapToInt(window -> window.inputs.length).toArray();
            int[] inputs =
                    concatenate(together.stream().map(window -> window.inputs).toList());
            int[] targets =
                    concatenate(together.stream().map(window -> window.targets).toList());
            for (double log : inference.logLikelihoods(inputs, targets, lengths)) {
                sum += log;
            }
        }
        return new DocumentScore(id, tokens.length, words(text), text.getBytes(StandardCharsets.UTF_8).length, sum);
    }

    private static List<List<Window>> batches(List<Window> windows, int capacity) {
        List<List<Window>> batches = new ArrayList<>();
        int room = 0;
        for (Window window : windows) {
            if (window.inputs.length > room) {
                batches.add(new ArrayList<>());
                room = capacity;
            }
            batches.get(batches.size() - 1).add(window);
            room -= window.inputs.length;
        }
        return batches;
    }

    private static int[] concatenate(List<int[]> parts) {
        return parts.stream().flatMapToInt(Arrays::stream).toArray();
    }

    static long words(String text) {
        long words = 1;
        boolean space = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean white = Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
            words += white && !space ? 1 : 0;
            space = white;
        }
        return words;
    }
}
