package io.kindling.shard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kindling.corpus.CorpusConfig;
import io.kindling.tokenizer.BadDataException;
import io.kindling.tokenizer.Tokenizer;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What lies in a folder of shards: {@code manifest.json}. It is written last, so a folder that has one is whole.
 *
 * @param format "kindling shards"
 * @param version of the format: 2
 * @param tokenizer the SHA-256 of the {@code tokenizer.json} beside it, in hexadecimal
 * @param width of a token in bytes
 * @param source what the text came from
 * @param stats of the corpus as a whole
 * @param parts by name: "train", and "validation" unless nothing was kept for it
 */
public record Manifest(
        String format,
        int version,
        String tokenizer,
        int vocabularySize,
        int width,
        CorpusConfig source,
        ShardConfig configuration,
        Stats stats,
        Map<String, Part> parts) {
    static final String FILE = "manifest.json";

    private static final String FORMAT = "kindling shards";
    private static final int VERSION = 2;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
            .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
            .build();

    /** One part: its shards hold its tokens one after the other; the numbers are their sums. */
    public record Part(long tokens, long documents, long bytes, List<Shard> shards) {
        static Part of(List<Shard> shards) {
            return new Part(
                    shards.stream().mapToLong(Shard::tokens).sum(),
                    shards.stream().mapToLong(Shard::documents).sum(),
                    shards.stream().mapToLong(Shard::bytes).sum(),
                    List.copyOf(shards));
        }
    }

    /**
     * One shard.
     *
     * @param name of its two files, without {@code .tokens} and {@code .index}
     * @param tokens end of text included
     * @param bytes of the text in UTF-8
     * @param sha256 of its token file, in hexadecimal
     */
    public record Shard(String name, long tokens, long documents, long bytes, String sha256) implements Serializable {
        private static final Pattern NAME = Pattern.compile("[a-z]+-\\d+");

        /** Throws an IllegalArgumentException if the name could lead out of the folder. */
        public Shard {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("shard name (" + name + ") must be like train-00000");
            }
        }
    }

    static Manifest of(
            Tokenizer tokenizer, CorpusConfig source, ShardConfig configuration, Stats stats, Map<String, Part> parts) {
        return new Manifest(
                FORMAT,
                VERSION,
                tokenizer.sha256(),
                tokenizer.vocabularySize(),
                ShardHeader.width(tokenizer.vocabularySize()),
                source,
                configuration,
                stats,
                parts);
    }

    /** Of all parts. */
    public long tokens() {
        return parts.values().stream().mapToLong(Part::tokens).sum();
    }

    /** Of all parts; with a split by position a document counts once in each. */
    public long documents() {
        return parts.values().stream().mapToLong(Part::documents).sum();
    }

    /** Of the text of all parts in UTF-8. */
    public long bytes() {
        return parts.values().stream().mapToLong(Part::bytes).sum();
    }

    /** Of all parts. */
    public int shards() {
        return parts.values().stream().mapToInt(part -> part.shards().size()).sum();
    }

    String json() {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        try {
            return JSON.writer(new DefaultPrettyPrinter()
                                    .withObjectIndenter(lines)
                                    .withArrayIndenter(lines))
                            .writeValueAsString(this)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest can always be written", e);
        }
    }

    /**
     * Reads a manifest.
     *
     * @param file names it in messages
     * @throws BadDataException if it isn't one
     */
    static Manifest parse(String json, String file) {
        try {
            JsonNode tree = JSON.readTree(json);
            if (!tree.path("format").asText().equals(FORMAT)
                    || tree.path("version").asInt() != VERSION) {
                throw new BadDataException(file + ": is of format \""
                        + tree.path("format").asText() + "\", version "
                        + tree.path("version").asText() + " where this program reads \"" + FORMAT + "\", version "
                        + VERSION + ": write the shards anew with this program");
            }
            return JSON.treeToValue(tree, Manifest.class);
        } catch (JsonProcessingException e) {
            throw new BadDataException(
                    file + ": not a manifest of shards (" + e.getOriginalMessage() + "): write the shards anew", e);
        }
    }
}
