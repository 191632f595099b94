package io.kindling.model;

import io.kindling.kernels.RowAlignment;
import io.kindling.kernels.Team;
import io.kindling.kernels.Tensor;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The way forward alone, for sequences of any lengths: they are packed, and each thread carries packs through the model
 * without meeting another. All memory is allocated at the start. A sequence's results have the same bits on any number of
 * threads and in any company; {@link Pack} says how.
 */
public final class Inference {
    /** Rows of a pack, where sequences are shorter. */
    private static final int ROWS = 576;

    private final Gpt gpt;
    private final GptConfig config;
    private final Team team;
    private final RowAlignment alignment;
    private final int capacity;
    private final ForwardPass[] passes;

    public Inference(Gpt gpt, Team team) {
        this(gpt, team, Math.max(ROWS, gpt.config().contextLength()));
    }

    /** In the calling thread, with packs of {@code tokens} tokens. */
    Inference(Gpt gpt, int tokens) {
        this(gpt, new Team(1), tokens);
    }

    private Inference(Gpt gpt, Team team, int tokens) {
        this.gpt = gpt;
        this.config = gpt.config();
        this.team = team;
        this.alignment = gpt.kernels().alignment();
        this.capacity = alignment.count(tokens);
        this.passes = new ForwardPass[team.threads()];
        for (int i = 0; i < passes.length; i++) {
            passes[i] = new ForwardPass(gpt, capacity);
        }
    }

    /**
     * The log-probability of each target, in nats; 0 where the target is negative.
     *
     * @param tokens of all sequences, one after another
     * @param targets the id that follows each
     * @param lengths of the sequences, each at most contextLength
     */
    public double[] logLikelihoods(int[] tokens, int[] targets, int[] lengths) {
        return predict(tokens, targets, lengths, 0).logProbabilities();
    }

    /**
     * The log-probability of each target, and of the likeliest tokens in its place. Tokens at the beginning of a sequence that
     * have no target cost less than others: only the blocks before the last, and the keys and values of that one, are
     * computed of them.
     *
     * @param tokens of all sequences, one after another
     * @param targets the id that follows each; negative where nobody asks
     * @param lengths of the sequences, each at most contextLength
     * @param alternatives how many of the likeliest tokens to keep, from 0 to vocabularySize
     */
    public Predictions predict(int[] tokens, int[] targets, int[] lengths, int alternatives) {
        requireLengths(lengths, tokens.length);
        if (alternatives < 0 || alternatives > config.vocabularySize()) {
            throw new IllegalArgumentException("alternatives (" + alternatives + ") must be from 0 to vocabularySize ("
                    + config.vocabularySize() + ")");
        }
        List<Pack> packs = Pack.of(lengths, capacity, alignment);
        Predictions result = Predictions.none(tokens.length, alternatives);
        AtomicInteger next = new AtomicInteger();
        team.run(passes.length, thread -> {
            Likeliest likeliest = new Likeliest(capacity, alternatives);
            for (int i = next.getAndIncrement(); i < packs.size(); i = next.getAndIncrement()) {
                passes[thread].predict(packs.get(i), tokens, targets, likeliest, result);
            }
        });
        return result;
    }

    /**
     * The sum of the last norm's output over the tokens of each sequence, which stands for what the sequence is about.
     *
     * @param tokens of all sequences, one after another
     * @param lengths of the sequences, each at most contextLength
     * @return (sequences, C)
     */
    public double[][] outputSums(int[] tokens, int[] lengths) {
        requireLengths(lengths, tokens.length);
        double[][] sums = new double[lengths.length][config.width()];
        int[] firsts = new int[lengths.length];
        for (int s = 1; s < lengths.length; s++) {
            firsts[s] = firsts[s - 1] + lengths[s - 1];
        }
        List<Pack> packs = Pack.of(lengths, capacity, alignment);
        AtomicInteger next = new AtomicInteger();
        team.run(passes.length, thread -> {
            for (int i = next.getAndIncrement(); i < packs.size(); i = next.getAndIncrement()) {
                passes[thread].sumOutputs(packs.get(i), tokens, firsts, sums);
            }
        });
        return sums;
    }

    /**
     * What the model says of the token that follows each one of a sequence.
     *
     * @param tokens 1 to contextLength of them
     * @param logits (tokens, V), overwritten
     */
    public void logits(int[] tokens, Tensor logits) {
        gpt.unembed(forward(tokens, new int[] {tokens.length}), logits);
    }

    /** (N, C): the last norm's output for each token, until the next call; without gaps between the sequences. */
    Tensor forward(int[] tokens, int[] lengths) {
        requireLengths(lengths, tokens.length);
        Pack pack = Pack.tight(lengths);
        return passes[0].forward(pack, pack, tokens);
    }

    private void requireLengths(int[] lengths, int total) {
        int sum = 0;
        for (int length : lengths) {
            if (length < 1 || length > config.contextLength()) {
                throw new IllegalArgumentException("a sequence of " + length + " tokens must have 1 to contextLength ("
                        + config.contextLength() + ")");
            }
            sum += length;
        }
        if (sum != total) {
            throw new IllegalArgumentException("lengths add up to " + sum + " for " + total + " tokens");
        }
    }
}
