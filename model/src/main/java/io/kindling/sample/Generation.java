package io.kindling.sample;

import io.kindling.model.Decoder;
import io.kindling.model.Gpt;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Continues a prompt. The random number for each new token is a function of the seed and its place, so the same seed
 * gives the same text anywhere.
 *
 * <p>When the context is full, the second half of it starts a new one: position vectors can't be shifted, and starting
 * again at each token would cost a whole context's work a token.
 */
public final class Generation {
    private final Gpt gpt;
    private final Decoder decoder;
    private final float[] logits;

    public Generation(Gpt gpt) {
        this.gpt = gpt;
        this.decoder = new Decoder(gpt);
        this.logits = new float[gpt.config().vocabularySize()];
    }

    /**
     * New tokens after {@code prompt}, {@code count} at most; fewer when the {@code stop} token is drawn, which isn't
     * among them.
     *
     * @param prompt at least one token; the last contextLength of them count
     * @param each is told each token as it is drawn
     */
    public int[] run(int[] prompt, int count, Sampler sampler, long seed, int stop, IntConsumer each) {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("a prompt must have at least one token; end of text will do");
        }
        int time = gpt.config().contextLength();
        int[] tokens = Arrays.copyOf(prompt, prompt.length + count);
        int length = prompt.length;
        decoder.start(Arrays.copyOfRange(tokens, Math.max(0, length - time), length));
        for (int drawn = 0; drawn < count; drawn++) {
            decoder.logits(logits);
            int token = sampler.draw(logits, uniform(seed, drawn));
            if (token == stop) {
                break;
            }
            tokens[length++] = token;
            each.accept(token);
            if (decoder.length() == time) {
                decoder.start(Arrays.copyOfRange(tokens, length - Math.max(1, time / 2), length));
            } else {
                decoder.append(token);
            }
        }
        return Arrays.copyOfRange(tokens, prompt.length, length);
    }

    private static double uniform(long seed, int place) {
        return new java.util.SplittableRandom(seed * 0x9e3779b97f4a7c15L + place).nextDouble();
    }
}
