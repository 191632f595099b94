package io.kindling.jobs.mllib;

import io.kindling.sample.Generation;
import io.kindling.sample.Generation.Prompt;
import io.kindling.sample.Sampler;
import io.kindling.tokenizer.Tokenizer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How texts that continue documents are drawn.
 *
 * @param tokens at most
 * @param seed decides, together with a document's ids alone, what is drawn
 */
record Sampling(int tokens, double temperature, int topK, double topP, long seed) implements Serializable {
    Sampling {
        if (tokens < 1) {
            throw new IllegalArgumentException("newTokens (" + tokens + ") must be at least 1");
        }
        sampler(temperature, topK, topP);
    }

    private static Sampler sampler(double temperature, int topK, double topP) {
        return new Sampler(temperature, topK, topP, 1);
    }

    /** The text that follows each document, without it. */
    List<String> texts(List<int[]> documents, Generation generation, Tokenizer tokenizer) {
        List<Prompt> prompts = new ArrayList<>();
        for (int[] ids : documents) {
            int[] prompt = IntStream.concat(IntStream.of(tokenizer.endOfText()), Arrays.stream(ids))
                    .toArray();
            prompts.add(Prompt.of(prompt, seed * 0x9e3779b97f4a7c15L + Arrays.hashCode(ids)));
        }
        return generation.run(prompts, tokens, sampler(temperature, topK, topP), tokenizer.endOfText()).stream()
                .map(tokenizer::text)
                .toList();
    }
}
