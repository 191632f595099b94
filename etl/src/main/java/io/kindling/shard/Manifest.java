package io.kindling.shard;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kindling.corpus.CorpusConfig;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What lies in a folder of shards: {@code manifest.json}. It is written last, so a folder that has one is whole.
 *
 * @param format "kindling shards"
 * @param version of the format: 1
 * @param tokenizer the SHA-256 of the {@code tokenizer.json} beside it, in hexadecimal
 * @param width of a token in bytes
 * @param source what the text came from
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
        Map<String, Part> parts) {
    static final String FILE = "manifest.json";

    private static final String FORMAT = "kindling shards";
    private static final int VERSION = 1;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
            .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
            .build();

    /** One part: its shards hold its tokens one after the other. */
    public record Part(List<Shard> shards) {
        public long tokens() {
            return shards.stream().mapToLong(Shard::tokens).sum();
        }

        public long documents() {
            return shards.stream().mapToLong(Shard::documents).sum();
        }

        /** The length of the text in UTF-8. */
        public long bytes() {
            return shards.stream().mapToLong(Shard::bytes).sum();
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
    public record Shard(String name, long tokens, long documents, long bytes, String sha256) implements Serializable {}
}
