package io.kindling.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** GPT-2's published tokenizer, read once. */
final class Gpt2 {
    static final String VOCABULARY = resource("gpt2-vocab.json");
    static final String MERGES = resource("gpt2-merges.txt");
    static final Bpe BPE = Bpe.fromGpt2(VOCABULARY, MERGES);

    private Gpt2() {}

    static String resource(String name) {
        try (InputStream in = Gpt2.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
