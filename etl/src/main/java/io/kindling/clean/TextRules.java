package io.kindling.clean;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The stages that judge a text by itself, for use where there is a text and no corpus. Null stands for a stage to
 * skip.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TextRules(
        Normalisation normalisation,
        Language language,
        GopherRepetition gopherRepetition,
        GopherQuality gopherQuality,
        C4 c4,
        FineWeb fineWeb)
        implements Serializable {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
            .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /** A thread's arrays to measure texts with. */
    private static final ThreadLocal<TextScan> SCAN = ThreadLocal.withInitial(TextScan::new);

    /** A text as the rules leave it, and what they found. */
    public record Judgement(boolean kept, String text, List<Finding> findings) {}

    /** All but the one about languages, as published. */
    public static TextRules published(Action action) {
        return new TextRules(
                Normalisation.standard(action),
                null,
                GopherRepetition.published(action),
                GopherQuality.published(action),
                C4.published(action),
                FineWeb.published(action));
    }

    /** Holds a text, in UTF-8, against the rules in their order. */
    public Judgement judge(byte[] utf8) {
        Judged judged = TextStage.judge(Judged.of("", "", utf8, 0), stages(), SCAN.get());
        return new Judgement(judged.kept(), new String(judged.text(), UTF_8), judged.findings());
    }

    private List<TextStage> stages() {
        return Stream.<TextStage>of(normalisation, language, gopherRepetition, gopherQuality, c4, fineWeb)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The rules as a JSON object with a key for each stage that is on. */
    public String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("rules can always be written", e);
        }
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @throws IllegalArgumentException if there is an unknown key, a number is missing, or a threshold can't be
     */
    public static TextRules parse(String json) {
        try {
            return JSON.readValue(json, TextRules.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "rules are wrong (" + e.getOriginalMessage() + "): change those of TextRules.published(...).json()",
                    e);
        }
    }
}
