package io.kindling.sample;

import io.kindling.kernels.Team;
import io.kindling.model.Decoder;
import io.kindling.model.Gpt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Continues prompts, several at once. The random number for each new token is a function of its prompt's seed and its
 * place, and a text doesn't depend on those that are written beside it: the same prompt and seed give the same text
 * anywhere.
 *
 * <p>When a context is full, the second half of it starts a new one: position vectors can't be shifted, and starting
 * again at each token would cost a whole context's work a token.
 */
public final class Generation {
    private final int time;
    private final Team team;
    private final Decoder decoder;
    private final float[][] logits;

    /** @param texts how many are written at once, at most */
    public Generation(Gpt gpt, Team team, int texts) {
        this.time = gpt.config().contextLength();
        this.team = team;
        this.decoder = new Decoder(gpt, team, texts);
        this.logits = new float[texts][gpt.config().vocabularySize()];
    }

    /**
     * What to continue.
     *
     * @param tokens at least one; the last contextLength of them count
     */
    public record Prompt(List<Integer> tokens, long seed) {
        public Prompt {
            if (tokens.isEmpty()) {
                throw new IllegalArgumentException("a prompt must have at least one token; end of text will do");
            }
        }

        /** A prompt of these tokens. */
        public static Prompt of(int[] tokens, long seed) {
            return new Prompt(Arrays.stream(tokens).boxed().toList(), seed);
        }
    }

    /** Who reads along while texts are written. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Takes in the next token of a text, by the place of its prompt among the prompts; of each text in order, in the thread
         * that called {@link Generation#run}.
         *
         * @return whether the text goes on
         */
        boolean goesOn(int text, int token);
    }

    /**
     * New tokens after each prompt, {@code count} at most; fewer where the {@code stop} token is drawn, which isn't among
     * them.
     */
    public List<int[]> run(List<Prompt> prompts, int count, Sampler sampler, int stop) {
        return run(prompts, count, sampler, stop, (text, token) -> true);
    }

    /** As {@link #run(List, int, Sampler, int)}; {@code reader} hears of each token, and may end the text with it. */
    public List<int[]> run(List<Prompt> prompts, int count, Sampler sampler, int stop, Reader reader) {
        if (prompts.size() > logits.length) {
            throw new IllegalArgumentException(
                    "prompts (" + prompts.size() + ") must be at most " + logits.length + " at once");
        }
        List<Text> texts = new ArrayList<>();
        for (Prompt prompt : prompts) {
            texts.add(new Text(texts.size(), prompt, count));
        }
        int[] drawn = new int[logits.length];
        Arrays.fill(drawn, -1);
        for (int place = 0; place < count; place++) {
            int number = place;
            team.run(texts.size(), text -> texts.get(text).draw(number, sampler, stop));
            for (Text text : texts) {
                text.read(reader);
                drawn[text.number] = text.next();
            }
            if (texts.stream().allMatch(text -> text.ended)) {
                break;
            }
            decoder.append(drawn);
        }
        return texts.stream().map(Text::added).toList();
    }

    private final class Text {
        final int number;
        private final int prompt;
        private final long seed;
        private final int[] tokens;
        private final BitSet seen = new BitSet();
        private int length;
        private int read;
        private boolean ended;

        Text(int number, Prompt prompt, int count) {
            this.number = number;
            this.prompt = prompt.tokens.size();
            this.seed = prompt.seed;
            this.tokens = new int[this.prompt + count];
            for (int i = 0; i < this.prompt; i++) {
                tokens[i] = prompt.tokens.get(i);
                seen.set(tokens[i]);
            }
            this.length = this.prompt;
            this.read = this.prompt;
            decoder.start(number, Arrays.copyOfRange(tokens, Math.max(0, length - time), length));
        }

        void draw(int place, Sampler sampler, int stop) {
            if (ended) {
                return;
            }
            decoder.logits(number, logits[number]);
            int token = sampler.draw(logits[number], seen, uniform(seed, place));
            ended = token == stop;
            if (!ended) {
                tokens[length++] = token;
                seen.set(token);
            }
        }

        void read(Reader reader) {
            while (read < length) {
                ended |= !reader.goesOn(number, tokens[read++]);
            }
        }

        /** The token to go on with; −1 where there is none: the text has ended, or has just started a new context. */
        int next() {
            if (ended || length == tokens.length) {
                return -1;
            }
            if (decoder.length(number) == time) {
                decoder.start(number, Arrays.copyOfRange(tokens, length - Math.max(1, time / 2), length));
                return -1;
            }
            return tokens[length - 1];
        }

        int[] added() {
            return Arrays.copyOfRange(tokens, prompt, length);
        }
    }

    private static double uniform(long seed, int place) {
        return new SplittableRandom(seed * 0x9e3779b97f4a7c15L + place).nextDouble();
    }
}
