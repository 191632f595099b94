package io.kindling.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kindling.corpus.DocumentFrame;
import io.kindling.jobs.scoring.LoadedModel;
import io.kindling.jobs.scoring.SharedModel;
import io.kindling.sample.Generation;
import io.kindling.sample.Generation.Prompt;
import io.kindling.sample.Sampler;
import io.kindling.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Rows of prompts and what a model writes after them: {@code id}, {@code prompt}, {@code text} (without the prompt), how many
 * {@code tokens} it has and why it ended: {@code endOfText}, {@code stop} or {@code length}. A text is decided by its prompt, its id
 * and the seed.
 *
 * @param tokens of each text, at most
 */
record GeneratedRows(
        int tokens, double temperature, int topK, double topP, double repetitionPenalty, List<String> stop, long seed)
        implements Serializable {
    static final StructType SCHEMA = new StructType()
            .add("id", DataTypes.StringType)
            .add("prompt", DataTypes.StringType)
            .add("text", DataTypes.StringType)
            .add("tokens", DataTypes.IntegerType)
            .add("end", DataTypes.StringType);

    /** Texts that are written side by side: each weight is read once a token for all of them. */
    private static final int TOGETHER = 8;

    /** A prompt's row. */
    private record Request(String id, String prompt) {}

    /** The texts of some prompts, in their order; a few are written at a time. */
    Iterator<Row> write(SharedModel model, Iterator<Row> prompts) throws IOException {
        if (!prompts.hasNext()) {
            return Collections.emptyIterator();
        }
        LoadedModel.Lease lease = model.lease();
        Generation generation = lease.generation(TOGETHER);
        return new Iterator<>() {
            private final List<Row> ready = new ArrayList<>();

            @Override
            public boolean hasNext() {
                return !ready.isEmpty() || prompts.hasNext();
            }

            @Override
            public Row next() {
                if (ready.isEmpty()) {
                    List<Request> requests = new ArrayList<>();
                    while (requests.size() < TOGETHER && prompts.hasNext()) {
                        requests.add(request(prompts.next()));
                    }
                    ready.addAll(write(model.tokenizer(), generation, requests));
                }
                return ready.remove(0);
            }
        };
    }

    private static Request request(Row row) {
        return new Request(row.getAs(DocumentFrame.ID), DocumentFrame.text(row));
    }

    private List<Row> write(Tokenizer tokenizer, Generation generation, List<Request> requests) {
        List<Prompt> prompts = requests.stream()
                .map(request -> prompt(tokenizer, request.prompt, seed(request.id)))
                .toList();
        List<Continuation> texts = requests.stream()
                .map(request -> new Continuation(tokenizer, stop))
                .toList();
        generation.run(
                prompts,
                tokens,
                new Sampler(temperature, topK, topP, repetitionPenalty),
                tokenizer.endOfText(),
                (text, token) -> texts.get(text).add(token));
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            Continuation text = texts.get(i);
            rows.add(RowFactory.create(
                    requests.get(i).id, requests.get(i).prompt, text.text(), text.tokens(), end(text)));
        }
        return rows;
    }

    private String end(Continuation text) {
        return text.stopped() ? "stop" : text.tokens() < tokens ? "endOfText" : "length";
    }

    /** A prompt as the model sees it: after the end-of-text token, as documents are in training. */
    static Prompt prompt(Tokenizer tokenizer, String text, long seed) {
        int[] ids = tokenizer.encode(text);
        int[] prompt = new int[ids.length + 1];
        prompt[0] = tokenizer.endOfText();
        System.arraycopy(ids, 0, prompt, 1, ids.length);
        return Prompt.of(prompt, seed);
    }

    /** Of one prompt. */
    private long seed(String id) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest((seed + ":" + id).getBytes(UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
