package io.kindling.jobs.scoring;

import io.kindling.model.Inference;
import io.kindling.model.Predictions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Documents that are scored together, so that the processor has large matrices to multiply and windows of many lengths fill
 * them. What a document gets doesn't depend on what is scored beside it: {@link Inference} gives every window of it the
 * same bits in any company, and they are added in the document's own order.
 *
 * @param <D> a document as whoever asks has it
 */
final class DocumentBatch<D> {
    /** Positions that are worth a call. */
    private static final int POSITIONS = 1 << 15;
    /** Documents that end a batch even if they are all but empty. */
    private static final int DOCUMENTS = 1 << 12;

    private final Inference inference;
    private final int endOfText;
    private final int time;
    private final Scoring scoring;
    private final List<Part> parts = new ArrayList<>();
    private long positions;

    /** @param time the model's contextLength */
    DocumentBatch(Inference inference, int endOfText, int time, Scoring scoring) {
        this.inference = inference;
        this.endOfText = endOfText;
        this.time = time;
        this.scoring = scoring;
    }

    void add(D document, Passage passage) {
        Part part = new Part(document, passage);
        parts.add(part);
        positions += part.windows.stream().mapToLong(Window::length).sum();
    }

    /** Whether it holds enough to be scored. */
    boolean isFull() {
        return positions >= POSITIONS || parts.size() >= DOCUMENTS;
    }

    /** The scores in the order of the documents, which are then forgotten. */
    List<Scored<D>> score() {
        List<Part> askers = new ArrayList<>();
        List<Window> windows = new ArrayList<>();
        int size = 0;
        for (Part part : parts) {
            for (Window window : part.windows) {
                askers.add(part);
                windows.add(window);
                size += window.length();
                if (size >= 2 * POSITIONS) { // a document that is a batch by itself
                    ask(askers, windows, size);
                    askers.clear();
                    windows.clear();
                    size = 0;
                }
            }
        }
        ask(askers, windows, size);
        List<Scored<D>> scores = parts.stream().map(Part::scored).toList();
        parts.clear();
        positions = 0;
        return scores;
    }

    /** Asks the model about some windows at once; {@code askers} are the documents that they belong to. */
    private void ask(List<Part> askers, List<Window> windows, int size) {
        int[] inputs = new int[size];
        int[] targets = new int[size];
        int[] lengths = new int[windows.size()];
        int at = 0;
        for (int i = 0; i < lengths.length; i++) {
            Window window = windows.get(i);
            int[] sequence = askers.get(i).sequence;
            System.arraycopy(sequence, window.from(), inputs, at, window.length());
            System.arraycopy(sequence, window.from() + 1, targets, at, window.length());
            Arrays.fill(targets, at, at + window.scored() - window.from(), -1);
            lengths[i] = window.length();
            at += window.length();
        }
        Predictions predictions = inference.predict(inputs, targets, lengths, scoring.alternatives());
        at = 0;
        for (int i = 0; i < lengths.length; i++) {
            askers.get(i).add(windows.get(i), predictions, at);
            at += lengths[i];
        }
    }

    /** A document, what the model sees of it, and what it has said so far. */
    private final class Part {
        private final D document;
        private final Passage passage;
        private final int[] sequence; // the end-of-text token, then the document's
        private final List<Window> windows;
        private final TokenScores each;
        private double sum;

        Part(D document, Passage passage) {
            this.document = document;
            this.passage = passage;
            int tokens = passage.ids().length;
            this.sequence = new int[tokens + 1];
            sequence[0] = endOfText;
            System.arraycopy(passage.ids(), 0, sequence, 1, tokens);
            this.windows = scoring.windowing().windows(tokens, time);
            int likeliest = Math.multiplyExact(tokens, scoring.alternatives());
            this.each = scoring.eachToken()
                    ? new TokenScores(passage.ids(), new double[tokens], new int[likeliest], new double[likeliest])
                    : null;
        }

        /** Takes what is said of one of its windows, whose predictions begin {@code at}. */
        void add(Window window, Predictions predictions, int at) {
            int offset = at - window.from(); // from a place in the sequence to its prediction
            for (int place = window.scored(); place < window.to(); place++) {
                sum += predictions.logProbabilities()[offset + place];
            }
            if (each != null) {
                keep(window.scored(), window.to(), predictions, offset);
            }
        }

        private void keep(int from, int to, Predictions predictions, int offset) {
            int k = scoring.alternatives();
            int count = to - from;
            int at = offset + from;
            System.arraycopy(predictions.logProbabilities(), at, each.logProbabilities(), from, count);
            System.arraycopy(predictions.likeliest(), at * k, each.likeliest(), from * k, count * k);
            System.arraycopy(
                    predictions.likeliestLogProbabilities(),
                    at * k,
                    each.likeliestLogProbabilities(),
                    from * k,
                    count * k);
        }

        Scored<D> scored() {
            LogLikelihood all = new LogLikelihood(sum, passage.ids().length, passage.words(), passage.bytes());
            return new Scored<>(document, new DocumentScore(all, windows.size(), each));
        }
    }
}
