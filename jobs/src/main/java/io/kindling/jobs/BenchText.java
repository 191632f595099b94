package io.kindling.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kindling.corpus.StoryCorpus;
import io.kindling.kernels.Team;
import io.kindling.tokenizer.Bpe;
import io.kindling.tokenizer.BpeTraining;
import io.kindling.tokenizer.Tokenizer;
import io.kindling.tokenizer.WordCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Text to time a tokenizer on, cut into pieces as if they were documents. */
final class BenchText {
    private static final int STORIES = 8000;
    private static final int PIECE = 4096;

    private final byte[] text;

    private BenchText(byte[] text) {
        this.text = text;
    }

    /** Built-in stories, about 4 MB. */
    static BenchText stories() {
        StoryCorpus corpus = new StoryCorpus(1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < STORIES; i++) {
            text.append(corpus.story(i)).append('\n');
        }
        return new BenchText(text.toString().getBytes(UTF_8));
    }

    static BenchText file(String name) throws IOException {
        if (!Files.isRegularFile(Path.of(name))) {
            throw new IllegalArgumentException("input (" + name + ") must be a file of text");
        }
        return new BenchText(Files.readAllBytes(Path.of(name)));
    }

    /** A vocabulary of the stories' words. */
    static Bpe tokenizer(int vocabularySize) {
        StoryCorpus corpus = new StoryCorpus(1);
        Map<String, Long> words = IntStream.range(0, 200)
                .boxed()
                .flatMap(i -> Arrays.stream(corpus.story(i).split("(?= )")))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return BpeTraining.train(
                words.entrySet().stream()
                        .map(word -> new WordCount(word.getKey().getBytes(UTF_8), word.getValue()))
                        .toList(),
                vocabularySize);
    }

    int bytes() {
        return text.length;
    }

    /** Encodes all of it; returns the number of tokens. */
    long encode(Tokenizer tokenizer, Team team) {
        AtomicLong tokens = new AtomicLong();
        team.run((text.length + PIECE - 1) / PIECE, piece -> {
            int from = piece * PIECE;
            tokens.addAndGet(tokenizer.encode(text, from, Math.min(text.length, from + PIECE)).length);
        });
        return tokens.get();
    }
}
