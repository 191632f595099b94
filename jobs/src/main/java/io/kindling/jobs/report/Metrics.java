package io.kindling.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kindling.tokenizer.BadDataException;
import java.util.ArrayList;
import java.util.List;

/**
 * A round's line of metrics.jsonl. What lines of older runs lack is null, or 0.
 *
 * @param step after the round; likewise {@code tokens}, of all replicas since the beginning of the run
 * @param loss mean over the round's steps and replicas, nats per token
 * @param validationLoss null where none was measured
 * @param learningRate of the round's last step
 * @param gradientNorm mean over its steps, before clipping
 * @param bytesPerReplica that travelled from a replica and back to it
 * @param synchronisation the share of the round in which nobody took steps
 * @param waiting the share of it, on average of the cores, in which one waited while another still took steps
 * @param replicaLosses each replica's loss; null for one that was left out
 * @param spread how far replicas came apart, see {@code Spread}
 * @param samples a hash of what the replicas saw, in hexadecimal
 * @param sample what the model writes by itself, where a validation loss was measured
 * @param seconds since the beginning of the run, without its interruptions
 * @param time when the round ended, seconds since 1970
 */
public record Metrics(
        long round,
        long step,
        long tokens,
        double loss,
        Double validationLoss,
        double learningRate,
        double gradientNorm,
        double tokensPerSecond,
        long bytesPerReplica,
        double synchronisation,
        double waiting,
        List<Double> replicaLosses,
        double spread,
        String samples,
        String sample,
        double seconds,
        double time) {
    /** The file's name in a run's folder. */
    public static final String FILE = "metrics.jsonl";

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** As one line of JSON, without its end. */
    public String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("metrics can always be written as JSON", e);
        }
    }

    /**
     * The lines of a file.
     *
     * @param name of the file, for messages
     * @throws BadDataException if one of them isn't a line of metrics
     */
    public static List<Metrics> parse(String text, String name) {
        List<Metrics> metrics = new ArrayList<>();
        for (String line : text.lines().toList()) {
            try {
                metrics.add(JSON.readValue(line, Metrics.class));
            } catch (JsonProcessingException e) {
                throw new BadDataException(
                        name + ", line " + (metrics.size() + 1) + ": not a round's metrics: " + e.getOriginalMessage());
            }
        }
        return metrics;
    }
}
